package dev.tokenflow.agent.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import me.bechberger.ebpf.bpf.raw.LibraryLoader;

/**
 * Checks what the machine must offer before the probe can be loaded. The message about something missing says what to
 * do.
 */
public final class Host {
    private static final Path BTF = Path.of("/sys/kernel/btf/vmlinux");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final int CAP_SYS_ADMIN = 21;
    private static final int CAP_PERFMON = 38;
    private static final int CAP_BPF = 39;

    private static boolean libbpfLoaded;

    private Host() {}

    /**
     * Checks the machine and loads libbpf.
     *
     * @throws StartupException naming the first thing that is missing and what to do
     */
    public static synchronized void check() throws StartupException {
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new StartupException("the kernel probe needs Linux, this is " + System.getProperty("os.name"));
        }
        if (!Files.isReadable(BTF)) {
            throw new StartupException(
                    BTF + " is not there: this kernel was built without BTF (CONFIG_DEBUG_INFO_BTF); use a "
                            + "distribution kernel of 2021 or later");
        }
        if (!privileged(capabilities())) {
            throw new StartupException(
                    "no privilege to load the kernel probe: run as root, or give this process CAP_BPF and CAP_PERFMON"
                            + " (systemd: AmbientCapabilities=CAP_BPF CAP_PERFMON)");
        }
        loadLibbpf();
    }

    /** Loads libbpf, which needs no privilege by itself. */
    public static synchronized void loadLibbpf() throws StartupException {
        if (!libbpfLoaded) {
            if (!LibraryLoader.isInstalled()) {
                throw new StartupException("libbpf is not installed: apt-get install libbpf1 (Debian, Ubuntu), "
                        + "dnf install libbpf (Fedora)");
            }
            LibraryLoader.load();
            LibbpfLog.redirect();
            libbpfLoaded = true;
        }
    }

    /** Name of this host, for people and as the default agent id. */
    public static String name() {
        try {
            String name = Files.readString(HOST_NAME).strip();
            return name.isEmpty() ? "localhost" : name;
        } catch (IOException e) {
            return "localhost"; // not Linux, or no /proc: check() says so when it matters
        }
    }

    /** Whether a set of effective capabilities (bit mask as in {@code /proc/self/status}) suffices. */
    static boolean privileged(long capabilities) {
        boolean bpf = (capabilities >> CAP_BPF & 1) != 0 && (capabilities >> CAP_PERFMON & 1) != 0;
        return bpf || (capabilities >> CAP_SYS_ADMIN & 1) != 0;
    }

    private static long capabilities() throws StartupException {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("CapEff:")) {
                    return Long.parseUnsignedLong(
                            line.substring("CapEff:".length()).strip(), 16);
                }
            }
            throw new StartupException(STATUS + " says nothing about capabilities: is /proc mounted?");
        } catch (IOException e) {
            throw new StartupException(STATUS + " cannot be read: " + e.getMessage());
        }
    }
}

package dev.tokenflow.ops.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the probe and the demo's networks need from the kernel.
 *
 * @param root where {@code /proc}, {@code /sys} and {@code /dev} are
 * @param release as {@code uname -r} prints it
 */
record KernelFacts(Path root, String release) {
    private static final List<String> TRACEPOINTS =
            List.of("tcp_probe", "tcp_retransmit_skb", "inet_sock_set_state", "tcp_destroy_sock");
    private static final Pattern RELEASE = Pattern.compile("(\\d+)\\.(\\d+).*");
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_SYS_ADMIN = 21;
    private static final int CAP_PERFMON = 38;
    private static final int CAP_BPF = 39;
    private static final int HEX = 16;

    static KernelFacts ofThisMachine() {
        return new KernelFacts(Path.of("/"), System.getProperty("os.version", ""));
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        Path btf = root.resolve("sys/kernel/btf/vmlinux");
        boolean typed = Files.isReadable(btf);
        findings.add(fact(
                "type information",
                typed,
                btf.toString(),
                "this kernel was built without BTF (" + btf
                        + " is missing): use a distribution's kernel of 5.8 or newer"));
        findings.add(fact(
                "ring buffer", isAtLeast(5, 8), "kernel " + release, "needs Linux 5.8 or newer, this is " + release));
        List<String> missing = typed ? missingTracepoints(btf) : TRACEPOINTS;
        findings.add(fact(
                "tracepoints",
                missing.isEmpty(),
                String.join(", ", TRACEPOINTS),
                "this kernel does not have " + String.join(", ", missing)));
        findings.add(privileges());
        Path congestion = root.resolve("proc/sys/net/ipv4/tcp_available_congestion_control");
        findings.add(fact(
                "TCP cubic",
                text(congestion).contains("cubic"),
                text(congestion).trim(),
                "the demo's senders use it: sudo modprobe tcp_cubic"));
        Path tun = root.resolve("dev/net/tun");
        findings.add(fact(
                "TUN devices",
                Files.exists(tun),
                tun.toString(),
                "the demo's link is made of them: sudo modprobe tun"));
        findings.add(fact(
                "network namespaces",
                Files.exists(root.resolve("proc/self/ns/net")),
                "yes",
                "the demo keeps its traffic in them: use a kernel with CONFIG_NET_NS"));
        return findings;
    }

    /** Whether this process has the privileges for it. */
    boolean mayLoadTheProbe() {
        long held = capabilities();
        return has(held, CAP_SYS_ADMIN) || (has(held, CAP_BPF) && has(held, CAP_PERFMON));
    }

    private Finding privileges() {
        long held = capabilities();
        boolean probe = mayLoadTheProbe();
        boolean networks = has(held, CAP_SYS_ADMIN) && has(held, CAP_NET_ADMIN);
        String good =
                networks ? "root's: agent and demo" : "CAP_BPF and CAP_PERFMON: enough for the agent, not for the demo";
        return fact("privileges", probe, good, "an ordinary user has none: sudo ./tokenflow demo");
    }

    private long capabilities() {
        Matcher matcher = Pattern.compile("CapEff:\\s*([0-9a-f]+)").matcher(text(root.resolve("proc/self/status")));
        return matcher.find() ? Long.parseUnsignedLong(matcher.group(1), HEX) : 0;
    }

    private static boolean has(long held, int capability) {
        return (held >>> capability & 1) == 1;
    }

    /** The type information names a tracepoint's function {@code btf_trace_NAME}; an ordinary user may read it. */
    private static List<String> missingTracepoints(Path btf) {
        try {
            String names = new String(Files.readAllBytes(btf), StandardCharsets.ISO_8859_1);
            return TRACEPOINTS.stream()
                    .filter(name -> !names.contains("\0btf_trace_" + name + "\0"))
                    .toList();
        } catch (IOException e) {
            return TRACEPOINTS;
        }
    }

    private boolean isAtLeast(int major, int minor) {
        Matcher matcher = RELEASE.matcher(release);
        if (!matcher.matches()) {
            return false;
        }
        int first = Integer.parseInt(matcher.group(1));
        return first > major || (first == major && Integer.parseInt(matcher.group(2)) >= minor);
    }

    private static Finding fact(String what, boolean isThere, String good, String remedy) {
        return Finding.fact(Part.KERNEL, what, isThere, good, remedy);
    }

    private static String text(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return String.join("\n", lines.toList());
        } catch (IOException e) {
            return "";
        }
    }
}

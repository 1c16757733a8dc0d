package dev.tokenflow.ops.build;

import dev.tokenflow.ops.machine.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whether tests that load the kernel probe and make network namespaces can run here. */
final class KernelTests {
    private KernelTests() {}

    /** Why they cannot; empty when they can. */
    static Optional<String> obstacle() throws IOException {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.of("this is not Linux");
        }
        if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            return Optional.of("they need root");
        }
        if (!Files.isReadable(Path.of("/sys/kernel/btf/vmlinux"))) {
            return Optional.of("this kernel has no type information (/sys/kernel/btf/vmlinux)");
        }
        if (!Files.exists(Path.of("/dev/net/tun"))) {
            return Optional.of("there is no /dev/net/tun");
        }
        if (!Build.probeIsPossible()) {
            return Optional.of("clang or libbpf's headers are missing");
        }
        return Program.find("ip").isEmpty() ? Optional.of("ip (iproute2) is missing") : Optional.empty();
    }
}

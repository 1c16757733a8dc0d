package dev.tokenflow.ops.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks that this process may put faults on a device. */
final class Root {
    private Root() {}

    /**
     * Does nothing for root on Linux.
     *
     * @throws IOException for anybody else
     */
    static void require() throws IOException {
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new IOException("faults on an interface need Linux, this is " + System.getProperty("os.name"));
        }
        int uid = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        if (uid != 0) {
            throw new IOException("faults on an interface need root, this is uid " + uid + ": run it with sudo");
        }
    }
}

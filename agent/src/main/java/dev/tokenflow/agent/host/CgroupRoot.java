package dev.tokenflow.agent.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The root of this machine's cgroup v2 tree: a program that is attached to it sees the sockets of every process. */
public final class CgroupRoot {
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    /** In the root of the tree and in no other cgroup. */
    private static final long ROOT_INODE = 1;

    private static final int FIELD_MOUNT_POINT = 4;

    private CgroupRoot() {}

    /**
     * Opens it.
     *
     * @throws IOException when it is not visible, as in a container with a cgroup namespace of its own; the message
     *     says so in one line
     */
    public static Descriptor open() throws IOException {
        for (String mount : Files.readAllLines(MOUNTS)) {
            String[] fields = mount.split(" ");
            if (mount.contains(" - cgroup2 ") && fields.length > FIELD_MOUNT_POINT) {
                Path folder = Path.of(fields[FIELD_MOUNT_POINT]);
                if (((Number) Files.getAttribute(folder, "unix:ino")).longValue() == ROOT_INODE) {
                    return new Descriptor(Libc.open(folder));
                }
            }
        }
        throw new IOException("the root of the cgroup v2 tree is not mounted here");
    }
}

package dev.tokenflow.agent.probe;

import dev.tokenflow.agent.host.StartupException;
import dev.tokenflow.protocol.event.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which sockets are watched. Each sort of filter that is not empty must match; the probe sees the sockets of the whole
 * host, both ends of a local connection included, so the usual filter is the <em>local</em> port of whoever streams
 * tokens.
 *
 * @param ports local ports; empty = any
 * @param netns inodes of network namespaces (as {@code stat -L -c %i /run/netns/x} prints them); empty = any
 * @param remotes addresses of peers; empty = any
 * @param cgroup directory of a cgroup v2, whose sockets and those of the cgroups below it are watched; null = any
 * @param everySocket must be set when nothing else is: watching a whole host should be a decision
 */
public record SocketFilter(
        Set<Integer> ports,
        Set<Long> netns,
        Set<IpAddress> remotes,
        @Nullable Path cgroup,
        boolean everySocket) {
    private static final int MAX_PORT = 65_535;

    public SocketFilter {
        ports = Set.copyOf(ports);
        netns = Set.copyOf(netns);
        remotes = Set.copyOf(remotes);
        for (int port : ports) {
            if (port < 1 || port > MAX_PORT) {
                throw new IllegalArgumentException("--watch-port is " + port + ", expected 1 to " + MAX_PORT);
            }
        }
        for (long inode : netns) {
            if (inode < 1 || inode > 0xffff_ffffL) {
                throw new IllegalArgumentException("--netns is inode " + inode + ", expected 1 to 4294967295");
            }
        }
        boolean empty = ports.isEmpty() && netns.isEmpty() && remotes.isEmpty() && cgroup == null;
        if (empty != everySocket) {
            throw new IllegalArgumentException(
                    empty
                            ? "nothing says which sockets to watch: give --watch-port, --netns, --remote or --cgroup,"
                                    + " or --all-sockets"
                            : "--all-sockets contradicts the other filters: give one or the other");
        }
    }

    /** The sockets with one of these local ports. */
    public static SocketFilter localPorts(Integer... ports) {
        return new SocketFilter(Set.of(ports), Set.of(), Set.of(), null, false);
    }

    /** Every TCP socket of the host. */
    public static SocketFilter everything() {
        return new SocketFilter(Set.of(), Set.of(), Set.of(), null, true);
    }

    /** This filter, limited to the network namespaces with these inodes. */
    public SocketFilter inNetns(Long... inodes) {
        return new SocketFilter(ports, Set.of(inodes), remotes, cgroup, false);
    }

    /** This filter, limited to these peers. */
    public SocketFilter withRemotes(IpAddress... peers) {
        return new SocketFilter(ports, netns, Set.of(peers), cgroup, false);
    }

    /**
     * The inode that names a network namespace.
     *
     * @param namespace a file such as {@code /run/netns/lab} or {@code /proc/self/ns/net}
     */
    public static long netnsInode(Path namespace) throws IOException {
        return (long) Files.getAttribute(namespace, "unix:ino");
    }

    /** The kernel's id of the cgroup, the same in every cgroup namespace; 0 when there is no such filter. */
    long cgroupId() throws StartupException {
        if (cgroup == null) {
            return 0;
        }
        try {
            Path directory = cgroup.toRealPath();
            if (!Files.exists(directory.resolve("cgroup.procs"))
                    || !Files.getFileStore(directory).type().equals("cgroup2")) {
                throw new StartupException(
                        cgroup + " is not a directory of a cgroup v2 hierarchy: see mount -t cgroup2");
            }
            return (long) Files.getAttribute(directory, "unix:ino");
        } catch (IOException e) {
            throw new StartupException("the cgroup " + cgroup + " cannot be read: " + e.getMessage());
        }
    }
}

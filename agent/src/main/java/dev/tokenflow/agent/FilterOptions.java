package dev.tokenflow.agent;

import dev.tokenflow.agent.probe.SocketFilter;
import dev.tokenflow.protocol.event.IpAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which sockets are watched. */
final class FilterOptions {
    @Option(
            names = "--watch-port",
            split = ",",
            paramLabel = "PORT",
            description = "Watch sockets with this local port: the port on which tokens are served.")
    private Set<Integer> ports = new LinkedHashSet<>();

    @Option(
            names = "--netns",
            split = ",",
            paramLabel = "FILE|INODE",
            description = "Watch sockets of this network namespace: /run/netns/NAME or its inode.")
    private List<String> netns = List.of();

    @Option(
            names = "--remote",
            split = ",",
            paramLabel = "ADDRESS",
            description = "Watch sockets connected to this address.")
    private List<String> remotes = List.of();

    @Option(names = "--cgroup", paramLabel = "DIR", description = "Watch sockets of this cgroup v2 and those below it.")
    private @Nullable Path cgroup;

    @Option(names = "--all-sockets", description = "Watch every TCP socket of the host, except connections to Kafka.")
    private boolean allSockets;

    SocketFilter filter() {
        return new SocketFilter(ports, namespaces(), addresses(), cgroup, allSockets);
    }

    private Set<Long> namespaces() {
        Set<Long> inodes = new LinkedHashSet<>();
        for (String namespace : netns) {
            try {
                inodes.add(
                        namespace.matches("\\d+")
                                ? Long.parseLong(namespace)
                                : SocketFilter.netnsInode(Path.of(namespace)));
            } catch (IOException e) {
                throw new IllegalArgumentException(
                        "--netns " + namespace + " is neither an inode nor a readable file such as /run/netns/NAME", e);
            }
        }
        return inodes;
    }

    private Set<IpAddress> addresses() {
        Set<IpAddress> addresses = new LinkedHashSet<>();
        for (String remote : remotes) {
            addresses.add(IpAddress.parse(remote));
        }
        return addresses;
    }
}

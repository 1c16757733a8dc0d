package dev.tokenflow.agent.probe;

import dev.tokenflow.agent.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Three network namespaces in a row, server – router – client, of which the router drops what exceeds a small queue on
 * its way to the client: loss on a forwarding hop, which the sender sees as loss in the network.
 */
final class LossyPath implements AutoCloseable {
    static final String SERVER_ADDRESS = "10.77.1.1";

    private final String server;
    private final String router;
    private final String client;

    LossyPath() {
        String suffix = Long.toString(ProcessHandle.current().pid());
        server = "tfs" + suffix;
        router = "tfr" + suffix;
        client = "tfc" + suffix;
        try {
            for (String namespace : new String[] {server, router, client}) {
                Shell.run("ip netns add " + namespace);
                Shell.run("ip -n " + namespace + " link set lo up");
            }
            link(server, "10.77.1.1/24", "10.77.1.2/24", "left");
            link(client, "10.77.2.1/24", "10.77.2.2/24", "right");
            Shell.run("ip netns exec " + router + " sysctl -qw net.ipv4.ip_forward=1");
            Shell.run("ip -n " + server + " route add default via 10.77.1.2 congctl reno");
            Shell.run("ip -n " + client + " route add default via 10.77.2.2");
            Shell.run("tc -n " + router + " qdisc add dev right root tbf rate 20mbit burst 20kb limit 20kb");
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    ProcessBuilder inServer(List<String> command) {
        return in(server, command);
    }

    ProcessBuilder inClient(List<String> command) {
        return in(client, command);
    }

    long serverInode() throws IOException {
        return SocketFilter.netnsInode(Path.of("/run/netns", server));
    }

    /** Segments the server's namespace has sent again, as the kernel's own MIB counts them. */
    long retransmittedSegments() {
        String[] tcp = Shell.run("ip netns exec " + server + " cat /proc/net/snmp")
                .lines()
                .filter(line -> line.startsWith("Tcp:"))
                .toArray(String[]::new);
        int column = Arrays.asList(tcp[0].split(" ")).indexOf("RetransSegs");
        return Long.parseLong(tcp[1].split(" ")[column]);
    }

    @Override
    public void close() {
        for (String namespace : new String[] {server, router, client}) {
            if (Files.exists(Path.of("/run/netns", namespace))) {
                Shell.run("ip netns delete " + namespace);
            }
        }
    }

    private void link(String end, String endAddress, String routerAddress, String routerDevice) {
        Shell.run("ip -n " + end + " link add eth0 type veth peer name " + routerDevice + " netns " + router);
        Shell.run("ip -n " + end + " addr add " + endAddress + " dev eth0");
        Shell.run("ip -n " + router + " addr add " + routerAddress + " dev " + routerDevice);
        Shell.run("ip -n " + end + " link set eth0 up");
        Shell.run("ip -n " + router + " link set " + routerDevice + " up");
    }

    private static ProcessBuilder in(String namespace, List<String> command) {
        List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        words.addAll(command);
        return new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
    }
}

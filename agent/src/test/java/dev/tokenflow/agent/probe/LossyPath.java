package dev.tokenflow.agent.probe;

import dev.tokenflow.agent.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Three network namespaces in a row, server – router – client, of which the router drops what exceeds a queue on its
 * way to the client: loss on a forwarding hop, which the sender sees as loss in the network.
 */
final class LossyPath implements AutoCloseable {
    static final String SERVER_ADDRESS = "10.77.1.1";
    static final String CLIENT_ADDRESS = "10.77.2.1";

    /** A queue of 8 ms: much is lost. */
    private static final String SHORT_QUEUE = "rate 20mbit burst 20kb limit 20kb";

    private final String server;
    private final String router;
    private final String client;

    LossyPath() {
        this(SHORT_QUEUE);
    }

    /** With a queue as the token bucket filter of {@code tc} understands it. */
    LossyPath(String queue) {
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
            Shell.run("tc -n " + router + " qdisc add dev right root tbf " + queue);
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
        return counter("snmp", "Tcp:", "RetransSegs");
    }

    /** Those of them that did not leave the server's host. */
    long failedSegments() {
        return counter("netstat", "TcpExt:", "TCPRetransFail");
    }

    /** Connections from now on carry no timestamps, so that not even the kernel can tell copies of a segment apart. */
    void useNoTimestamps() {
        Shell.run("ip netns exec " + server + " sysctl -qw net.ipv4.tcp_timestamps=0");
    }

    /** Connections from now on agree to tell each other of congestion marks. */
    void useEcn() {
        for (String end : new String[] {server, client}) {
            Shell.run("ip netns exec " + end + " sysctl -qw net.ipv4.tcp_ecn=1");
        }
    }

    /** From now on the program in this object sees all that goes to the client. */
    void markEverything(Path object) {
        Shell.run("tc -n " + router + " qdisc add dev right clsact");
        Shell.run("tc -n " + router + " filter add dev right egress bpf da obj " + object + " sec tc");
    }

    /** From now on nothing gets from the server to the client. */
    void cut() {
        Shell.run("ip -n " + router + " route add blackhole " + CLIENT_ADDRESS);
    }

    void mend() {
        Shell.run("ip -n " + router + " route delete blackhole " + CLIENT_ADDRESS);
    }

    /** From now on a queue in the server's own host refuses everything. */
    void refuseAtServer() {
        Shell.run("tc -n " + server + " qdisc add dev eth0 root tbf rate 1mbit burst 2kb limit 1b");
    }

    void acceptAtServer() {
        Shell.run("tc -n " + server + " qdisc delete dev eth0 root");
    }

    /** From now on the server knows no way to the client. */
    void forgetRoute() {
        Shell.run("ip -n " + server + " route delete default");
    }

    void learnRoute() {
        Shell.run("ip -n " + server + " route add default via 10.77.1.2 congctl reno");
    }

    private long counter(String file, String group, String name) {
        String[] lines = Shell.run("ip netns exec " + server + " cat /proc/net/" + file)
                .lines()
                .filter(line -> line.startsWith(group))
                .toArray(String[]::new);
        int column = Arrays.asList(lines[0].split(" ")).indexOf(name);
        return Long.parseLong(lines[1].split(" ")[column]);
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

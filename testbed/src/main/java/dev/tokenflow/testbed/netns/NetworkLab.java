package dev.tokenflow.testbed.netns;

import dev.tokenflow.simulator.link.LinkPhase;
import dev.tokenflow.simulator.link.LinkSchedule;
import dev.tokenflow.simulator.tun.TunLinkConfig;
import dev.tokenflow.simulator.tun.TunRelay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Three network namespaces for one run, on Linux as root: the server's, the far clients' (behind the faulty link) and
 * the near clients' (behind a clean one). Nothing outside them is changed but one veth end and its address in the host,
 * and everything goes when this is closed, or when the JVM ends.
 *
 * <p>Order: {@link #open}; start a link process that makes the devices of {@link #pairs}; {@link #attach}; run servers
 * and readers by {@link #exec}; {@link #close}.
 */
public final class NetworkLab implements AutoCloseable {
    /** Packets a device holds for the link process while that waits for a processor. */
    private static final int DEVICE_QUEUE_PACKETS = 2000;

    private static final Path AVAILABLE_CONGESTION_CONTROL =
            Path.of("/proc/sys/net/ipv4/tcp_available_congestion_control");

    private final RunName run;
    private final List<TunPair> pairs;
    private final String congestionControl;
    private final FreeNetwork hostNetwork;
    private final Thread onExit = new Thread(this::removeQuietly, "network-lab-shutdown");

    private NetworkLab(RunName run, NetworkLabConfig config, FreeNetwork hostNetwork) {
        this.run = run;
        this.congestionControl = config.congestionControl();
        this.hostNetwork = hostNetwork;
        List<TunPair> all = new ArrayList<>();
        for (int arm = 0; arm < config.arms(); arm++) {
            for (ClientSide side : ClientSide.values()) {
                all.add(TunPair.of(run, arm, side));
            }
        }
        pairs = List.copyOf(all);
    }

    /**
     * Why this host cannot run a network lab, in one line; empty when it can. Tries the real thing, and leaves nothing.
     */
    public static Optional<String> whyNot() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.of("network namespaces need Linux, this is " + System.getProperty("os.name"));
        }
        try {
            int uid = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            if (uid != 0) {
                return Optional.of("network namespaces need root, this is uid " + uid + ": run it with sudo");
            }
            if (!Files.exists(Path.of("/dev/net/tun"))) {
                return Optional.of("there is no /dev/net/tun: load the tun module ('modprobe tun')");
            }
            RunName probe = RunName.next();
            IpCommand.run("netns", "add", probe.namespace("probe"));
            IpCommand.run("netns", "delete", probe.namespace("probe"));
            LinkPhase any = LinkPhase.delayOnly("probe", Duration.ofSeconds(1), Duration.ZERO);
            TunRelay.open(List.of(
                            new TunLinkConfig(probe.device("pa"), probe.device("pb"), LinkSchedule.constant(any), 0)))
                    .close();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Makes the namespaces and the way from the server's to the host.
     *
     * @throws IOException when something cannot be made; what was made until then is removed
     */
    public static NetworkLab open(NetworkLabConfig config) throws IOException {
        NetworkLab lab = new NetworkLab(RunName.next(), config, FreeNetwork.find());
        Runtime.getRuntime().addShutdownHook(lab.onExit);
        try {
            lab.makeNamespaces();
            lab.requireCongestionControl();
            lab.joinServerToHost();
            return lab;
        } catch (IOException e) {
            lab.close();
            throw e;
        }
    }

    public String serverNamespace() {
        return run.namespace("server");
    }

    public String clientNamespace(ClientSide side) {
        return run.namespace(side.word());
    }

    /** Where processes in the server's namespace reach the host: a hint server must listen here. */
    public String hostAddress() {
        return hostNetwork.hostAddress();
    }

    /** The server namespace's own address on the way to the host. */
    String serverAddressFromHost() {
        return hostNetwork.serverAddress();
    }

    /** Every arm's two links; a link process makes their devices before {@link #attach}. */
    List<TunPair> pairs() {
        return pairs;
    }

    /** The link of one arm on one side. */
    public TunPair pair(int arm, ClientSide side) {
        return pairs.get(2 * arm + side.index());
    }

    /**
     * Moves the devices of one arm, which its link process has made, into their namespaces, and gives them addresses
     * and routes. They go when that process ends.
     *
     * @throws IOException when a device is missing or refuses
     */
    public void attach(int arm) throws IOException {
        attach(List.of(pair(arm, ClientSide.FAR), pair(arm, ClientSide.NEAR)));
    }

    private void attach(List<TunPair> pairs) throws IOException {
        List<String> moves = new ArrayList<>();
        List<String> server = new ArrayList<>();
        for (TunPair pair : pairs) {
            moves.add("link set " + pair.serverDevice() + " netns " + serverNamespace());
            moves.add("link set " + pair.clientDevice() + " netns " + clientNamespace(pair.side()));
            server.addAll(bringUp(pair.serverDevice(), pair.serverAddress(), pair.network()));
        }
        IpCommand.batch("", moves);
        IpCommand.batch(serverNamespace(), server);
        for (ClientSide side : ClientSide.values()) {
            List<String> client = pairs.stream()
                    .filter(pair -> pair.side() == side)
                    .flatMap(pair -> bringUp(pair.clientDevice(), pair.clientAddress(), pair.network()).stream())
                    .toList();
            IpCommand.batch(clientNamespace(side), client);
        }
    }

    /** A process inside a namespace; its process id is that of the command itself. */
    ProcessBuilder exec(String namespace, String... command) {
        return exec(namespace, List.of(command));
    }

    /** A process inside a namespace; its process id is that of the command itself. */
    ProcessBuilder exec(String namespace, List<String> command) {
        return new ProcessBuilder(Stream.concat(Stream.of("ip", "netns", "exec", namespace), command.stream())
                .toList());
    }

    /**
     * Sets a network sysctl inside one of this lab's namespaces.
     *
     * @param key with slashes, below {@code /proc/sys/net}, such as {@code ipv4/tcp_notsent_lowat}
     */
    void sysctl(String namespace, String key, String value) throws IOException {
        if (!RunName.ofNamespace(namespace).equals(Optional.of(run))) {
            throw new IllegalArgumentException("namespace '" + namespace + "' is not this lab's");
        }
        IpCommand.run("netns", "exec", namespace, "sh", "-c", "echo \"$1\" > \"/proc/sys/net/$0\"", key, value);
    }

    /** The inode that names a namespace in kernel events. */
    public long inode(String namespace) throws IOException {
        return (long) Files.getAttribute(Path.of("/run/netns", namespace), "unix:ino");
    }

    /** Ends the processes inside the namespaces and removes everything. Safe to repeat. */
    @Override
    public void close() throws IOException {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException alreadyShuttingDown) {
            // The hook is running or has run: it removes the same things, and finds nothing.
        }
    }

    private List<String> bringUp(String device, String address, String network) {
        String congctl = congestionControl.isEmpty() ? "" : " congctl " + congestionControl;
        return List.of(
                "address add " + address + "/24 dev " + device + " noprefixroute",
                "link set " + device + " up txqueuelen " + DEVICE_QUEUE_PACKETS,
                "route add " + network + " dev " + device + " src " + address + congctl);
    }

    private void makeNamespaces() throws IOException {
        for (String namespace :
                List.of(serverNamespace(), clientNamespace(ClientSide.FAR), clientNamespace(ClientSide.NEAR))) {
            IpCommand.run("netns", "add", namespace);
            // No router solicitations among the measured packets; no path remembered from an earlier connection.
            sysctl(namespace, "ipv6/conf/all/disable_ipv6", "1");
            sysctl(namespace, "ipv4/tcp_no_metrics_save", "1");
            IpCommand.batch(namespace, List.of("link set lo up"));
        }
    }

    /** Asks the kernel for a route with it, as every link will: now, and not when the first link is up. */
    private void requireCongestionControl() throws IOException {
        if (congestionControl.isEmpty()) {
            return;
        }
        String route = " 10.77.255.0/24 dev lo";
        try {
            IpCommand.batch(
                    serverNamespace(),
                    List.of("route add" + route + " congctl " + congestionControl, "route delete" + route));
        } catch (IOException e) {
            throw new IOException(
                    "this kernel has no congestion control '" + congestionControl + "', it has: "
                            + Files.readString(AVAILABLE_CONGESTION_CONTROL).strip(),
                    e);
        }
    }

    private void joinServerToHost() throws IOException {
        String host = run.device("vr");
        String server = run.device("vs");
        IpCommand.batch(
                "",
                List.of(
                        "link add " + host + " type veth peer name " + server + " netns " + serverNamespace(),
                        "address add " + FreeNetwork.withLength(hostAddress()) + " dev " + host,
                        "link set " + host + " up"));
        IpCommand.batch(
                serverNamespace(),
                List.of(
                        "address add " + FreeNetwork.withLength(serverAddressFromHost()) + " dev " + server,
                        "link set " + server + " up"));
    }

    private synchronized void remove() throws IOException {
        Leftovers.remove(run::equals, what -> {});
    }

    private void removeQuietly() {
        try {
            remove();
        } catch (IOException e) {
            System.err.println("could not remove the network lab: " + e.getMessage() + "; './tokenflow clean' will");
        }
    }
}

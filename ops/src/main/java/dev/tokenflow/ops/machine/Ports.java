package dev.tokenflow.ops.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The TCP ports of a stack, all on loopback. */
public final class Ports {
    /** Who listens, with the port people expect it on. */
    public enum Use {
        KAFKA(9092),
        KAFKA_CONTROLLER(9093),
        FLINK(8081),
        FLINK_RPC(6123),
        JOBMANAGER_METRICS(9249),
        TASKMANAGER_1_METRICS(9250),
        TASKMANAGER_2_METRICS(9251),
        HINTS(8080),
        AGENT_METRICS(9464),
        SIMULATOR_METRICS(9470),
        PROMETHEUS(9090),
        GATEWAY(8088),
        GATEWAY_ADMIN(9474),
        ENGINE(8089);

        private final int usual;

        Use(int usual) {
            this.usual = usual;
        }

        public int usual() {
            return usual;
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** Uses that a stack without a gateway does not have. */
    public static final Set<Use> OF_GATEWAY = Set.of(Use.GATEWAY, Use.GATEWAY_ADMIN, Use.ENGINE);

    private final Map<Use, Integer> ports = new EnumMap<>(Use.class);

    private Ports() {}

    /**
     * The expected ones.
     *
     * @param unused uses for which nobody will listen, so that it does not matter whether theirs are free
     * @throws IOException when one of them is taken: which, and what to do
     */
    public static Ports usual(Set<Use> unused) throws IOException {
        Ports ports = new Ports();
        for (Use use : Use.values()) {
            if (!unused.contains(use) && !isFree(use.usual)) {
                throw new IOException("port " + use.usual + " (" + use.word()
                        + ") is taken: stop what listens there, or let the stack choose its ports with --free-ports");
            }
            ports.ports.put(use, use.usual);
        }
        return ports;
    }

    /** Any that are free now. */
    public static Ports free() throws IOException {
        Ports ports = new Ports();
        Map<Use, ServerSocket> held = new EnumMap<>(Use.class);
        try {
            for (Use use : Use.values()) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                held.put(use, socket);
                ports.ports.put(use, socket.getLocalPort());
            }
        } finally {
            for (ServerSocket socket : held.values()) {
                socket.close();
            }
        }
        return ports;
    }

    /** Those of a stack that was started before, perhaps by a version that knew no gateway. */
    public static Ports of(Map<String, Integer> numbers) throws IOException {
        Ports ports = new Ports();
        for (Use use : Use.values()) {
            Integer port = numbers.get(use.name());
            if (port != null) {
                ports.ports.put(use, port);
            } else if (!OF_GATEWAY.contains(use)) {
                throw new IOException("the state names no port for " + use.word());
            }
        }
        return ports;
    }

    public int of(Use use) {
        Integer port = ports.get(use);
        return port == null ? 0 : port;
    }

    public Map<String, Integer> numbers() {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        ports.forEach((use, port) -> numbers.put(use.name(), port));
        return numbers;
    }

    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

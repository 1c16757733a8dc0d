package dev.tokenflow.bench.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tokenflow.bench.report.BenchException;
import dev.tokenflow.testbed.process.Child;
import dev.tokenflow.testbed.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Real TCP traffic between two processes, running until it is closed. */
final class Traffic implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final int BULK_STREAMS = 2;
    private static final int THIN_STREAMS = 100;

    /** Where it flows. */
    enum Medium {
        LOOPBACK,
        NETNS
    }

    /** How it flows. */
    enum Shape {
        BULK(BULK_STREAMS),
        THIN(THIN_STREAMS);

        private final int streams;

        Shape(int streams) {
            this.streams = streams;
        }
    }

    private final Path folder;
    private final @Nullable NetnsPair netns;
    private final Child server;
    private final Child reader;
    private final int port;
    private final TreeMap<Long, Long> bytesByNs = new TreeMap<>();

    /** Starts both ends and waits until they are connected. */
    Traffic(Medium medium, Shape shape) throws IOException, BenchException {
        folder = Files.createTempDirectory("tokenflow-bench-");
        netns = medium == Medium.NETNS ? new NetnsPair() : null;
        String address = netns == null ? "127.0.0.1" : NetnsPair.SERVER_ADDRESS;
        String streams = Integer.toString(shape.streams);
        server = Child.start(
                "server",
                builder(
                        netns == null ? List.of() : netns.inServer(),
                        "serve",
                        address,
                        shape.name().toLowerCase(Locale.ROOT),
                        streams),
                folder.resolve("server.log"),
                line -> {});
        port = server.awaitReady(START_TIMEOUT).get("port").asInt();
        reader = Child.start(
                "reader",
                builder(netns == null ? List.of() : netns.inClient(), "read", address, Integer.toString(port), streams),
                folder.resolve("reader.log"),
                this::remember);
        reader.awaitReady(START_TIMEOUT);
    }

    /** Port of the serving side. */
    int port() {
        return port;
    }

    /** Process of the serving side. */
    long serverPid() {
        return Processes.innermost(server.pid());
    }

    /** CPU time of both ends so far, system calls included, ns. */
    long cpuNs() throws IOException {
        return Processes.cpuNs(serverPid()) + Processes.cpuNs(Processes.innermost(reader.pid()));
    }

    /** Mean rate at the reader between two monotonic times, bytes a second. */
    double bytesPerSecond(long fromNs, long toNs) {
        synchronized (bytesByNs) {
            Map.Entry<Long, Long> first = bytesByNs.ceilingEntry(fromNs);
            Map.Entry<Long, Long> last = bytesByNs.floorEntry(toNs);
            if (first == null || last == null || last.getKey() <= first.getKey()) {
                throw new IllegalStateException("the reader did not report while it was measured");
            }
            return (last.getValue() - first.getValue()) * 1e9 / (last.getKey() - first.getKey());
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
        server.close();
        if (netns != null) {
            netns.close();
        }
        for (String log : new String[] {"server.log", "reader.log"}) {
            Files.deleteIfExists(folder.resolve(log));
        }
        Files.delete(folder);
    }

    private void remember(JsonNode line) {
        synchronized (bytesByNs) {
            bytesByNs.put(line.get("ns").asLong(), line.get("bytes").asLong());
        }
    }

    private static ProcessBuilder builder(List<String> prefix, String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(JavaCommand.limited(TrafficEndMain.class, arguments));
        return new ProcessBuilder(command);
    }
}

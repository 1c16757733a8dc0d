package dev.tokenflow.bench.hints;

import dev.tokenflow.testbed.process.Child;
import dev.tokenflow.testbed.process.JavaCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** A server under test in a JVM of its own, so that what it takes can be told from what asking takes. */
final class ServerProcess implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final Child child;
    private final InetSocketAddress address;

    private ServerProcess(Child child, InetSocketAddress address) {
        this.child = child;
        this.address = address;
    }

    /** Starts a main class that says {@code {"port":…}} when it listens. */
    static ServerProcess start(String name, Path log, Class<?> main, String... arguments) throws IOException {
        Child child = Child.start(
                name,
                new ProcessBuilder(JavaCommand.limited(Duration.ofMinutes(30), main, arguments)),
                log,
                line -> {});
        try {
            int port = child.awaitReady(START_TIMEOUT).get("port").asInt();
            return new ServerProcess(child, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            child.close();
            throw e;
        }
    }

    InetSocketAddress address() {
        return address;
    }

    /** CPU time so far, user and system, s. */
    double cpuSeconds() {
        return ProcessHandle.of(child.pid()).stream()
                        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                        .mapToDouble(process -> process.info()
                                .totalCpuDuration()
                                .orElse(Duration.ZERO)
                                .toNanos())
                        .sum()
                / 1e9;
    }

    @Override
    public void close() {
        child.close();
    }
}

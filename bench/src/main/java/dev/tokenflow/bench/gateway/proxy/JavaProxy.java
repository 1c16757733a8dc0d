package dev.tokenflow.bench.gateway.proxy;

import dev.tokenflow.gateway.GatewayMain;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A proxy in a JVM: the gateway as its command starts it, or the bare one.
 *
 * @param process that runs
 * @param address for readers
 */
public record JavaProxy(ProxyProcess process, InetSocketAddress address) implements AutoCloseable {
    /**
     * The gateway, with its own defaults.
     *
     * @param name for messages, and of its log in {@code folder}
     * @param options more of them
     */
    public static JavaProxy gateway(String name, Path folder, InetSocketAddress engine, String... options)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                "--upstream",
                "http://127.0.0.1:" + engine.getPort(),
                "--listen",
                "127.0.0.1:0",
                "--admin",
                "127.0.0.1:0",
                "--drain-timeout",
                "1s",
                "--until-stdin-closes"));
        arguments.addAll(List.of(options));
        return listening(ProxyProcess.java(name, folder, GatewayMain.class, arguments));
    }

    /** Netty's codec on both sides and nothing else. */
    public static JavaProxy bare(Path folder, InetSocketAddress engine, int threads)
            throws IOException, InterruptedException {
        return listening(ProxyProcess.java(
                "bare proxy",
                folder,
                BareProxyMain.class,
                List.of(Integer.toString(engine.getPort()), Integer.toString(threads))));
    }

    private static JavaProxy listening(ProxyProcess process) throws IOException, InterruptedException {
        try {
            return new JavaProxy(process, process.awaitAddress());
        } catch (IOException | InterruptedException e) {
            process.close();
            throw e;
        }
    }

    @Override
    public void close() {
        process.close();
    }
}

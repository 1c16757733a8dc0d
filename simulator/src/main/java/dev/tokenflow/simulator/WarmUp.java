package dev.tokenflow.simulator;

import dev.tokenflow.http.ServerStartException;
import dev.tokenflow.http.encoding.ContentCoding;
import dev.tokenflow.simulator.reader.ReaderConfig;
import dev.tokenflow.simulator.reader.Readers;
import dev.tokenflow.simulator.sender.SendPolicy;
import dev.tokenflow.simulator.server.TokenServer;
import dev.tokenflow.simulator.server.config.AccessConfig;
import dev.tokenflow.simulator.server.config.ModelConfig;
import dev.tokenflow.simulator.server.config.TokenServerConfig;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/**
 * Streams answers inside this process for a moment before anything is measured. Otherwise the JVM loads its classes
 * while it answers the first request, which delays that whole answer by some 200 ms.
 */
final class WarmUp {
    private static final String LOOPBACK = "127.0.0.1";
    private static final double TOKENS_PER_SECOND = 200;
    private static final int STREAMS = 20;
    private static final int ANSWER_TOKENS = 10;
    private static final Duration LENGTH = Duration.ofMillis(1500);

    private WarmUp() {}

    /**
     * Warms up reading, and sending by {@code policy}, both in {@code coding}. Does nothing on a machine without
     * loopback.
     */
    static void run(SendPolicy policy, ContentCoding coding) {
        TokenServerConfig server = new TokenServerConfig(
                LOOPBACK, 0, policy, ModelConfig.of("warm-up", TOKENS_PER_SECOND, 1), AccessConfig.OPEN, coding);
        try (TokenServer tokens = TokenServer.start(server)) {
            URI url = URI.create("http://" + LOOPBACK + ":" + tokens.port());
            ReaderConfig readers =
                    new ReaderConfig(url, null, STREAMS, ANSWER_TOKENS, TOKENS_PER_SECOND, LENGTH, 1, coding);
            try (Readers warm = new Readers(readers, status -> {})) {
                warm.run(System.nanoTime());
            }
        } catch (ServerStartException | IOException e) {
            System.err.println("not warmed up: " + e.getMessage());
        }
    }
}

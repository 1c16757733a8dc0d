package dev.tokenflow.simulator;

import dev.tokenflow.http.ServerStartException;
import dev.tokenflow.simulator.reader.ReaderConfig;
import dev.tokenflow.simulator.reader.Readers;
import dev.tokenflow.simulator.sender.SendPolicy;
import dev.tokenflow.simulator.server.HintSource;
import dev.tokenflow.simulator.server.TokenServer;
import dev.tokenflow.simulator.server.TokenServerConfig;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/**
 * Streams answers inside this process for a moment, before it is measured: a JVM that loads its classes while it
 * answers its first request delays that whole answer by some 200 ms.
 */
final class WarmUp {
    private static final String LOOPBACK = "127.0.0.1";
    private static final double TOKENS_PER_SECOND = 200;
    private static final int STREAMS = 20;
    private static final int ANSWER_TOKENS = 10;
    private static final Duration LENGTH = Duration.ofMillis(1500);

    private WarmUp() {}

    /** Warms the sending by {@code policy} and the reading up. Where there is no loopback, it does nothing. */
    static void run(SendPolicy policy) {
        TokenServerConfig server = new TokenServerConfig(LOOPBACK, 0, TOKENS_PER_SECOND, policy, 1, "warm-up");
        try (TokenServer tokens = TokenServer.start(server, HintSource.NONE)) {
            URI url = URI.create("http://" + LOOPBACK + ":" + tokens.port());
            ReaderConfig readers = new ReaderConfig(url, null, STREAMS, ANSWER_TOKENS, TOKENS_PER_SECOND, LENGTH, 1);
            try (Readers warm = new Readers(readers, status -> {})) {
                warm.run(System.nanoTime());
            }
        } catch (ServerStartException | IOException e) {
            System.err.println("not warmed up: " + e.getMessage());
        }
    }
}

package dev.tokenflow.client;

import java.net.URI;
import java.time.Duration;

/**
 * The options of one client; {@code HintClient.Builder} explains them and has the defaults.
 *
 * @param baseUri of the hint server, such as {@code http://127.0.0.1:8080}
 * @param mode how to learn of new hints
 * @param pollInterval pause between two requests in mode POLL; &gt; 0
 * @param longPollWait longest wait asked for in mode LONG_POLL; &gt; 0
 * @param requestTimeout for a connection, and for an answer that does not wait; &gt; 0
 * @param unusedAfter an address that nobody asked for in this time is forgotten; &gt; 0
 * @param maxAddresses most addresses watched; 1 to {@value #MOST_ADDRESSES}
 */
record HintClientConfig(
        URI baseUri,
        HintMode mode,
        Duration pollInterval,
        Duration longPollWait,
        Duration requestTimeout,
        Duration unusedAfter,
        int maxAddresses) {
    static final int MOST_ADDRESSES = 100_000;

    HintClientConfig {
        String scheme = String.valueOf(baseUri.getScheme());
        if (!(scheme.equals("http") || scheme.equals("https")) || baseUri.getHost() == null) {
            throw new IllegalArgumentException("base URI is '" + baseUri + "', expected such as http://127.0.0.1:8080");
        }
        requirePositive("poll interval", pollInterval);
        requirePositive("long poll wait", longPollWait);
        requirePositive("request timeout", requestTimeout);
        requirePositive("unused after", unusedAfter);
        if (maxAddresses < 1 || maxAddresses > MOST_ADDRESSES) {
            throw new IllegalArgumentException(
                    "max addresses is " + maxAddresses + ", expected 1 to " + MOST_ADDRESSES);
        }
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " is " + duration + ", expected more than 0");
        }
    }
}

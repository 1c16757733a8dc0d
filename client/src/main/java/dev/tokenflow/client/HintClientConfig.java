package dev.tokenflow.client;

import java.net.URI;
import java.time.Duration;

/**
 * How to ask. {@link #of} gives the defaults.
 *
 * @param baseUri of the hint server, such as {@code http://127.0.0.1:8080}
 * @param mode how to learn of new hints
 * @param pollInterval between two requests in mode POLL; &gt; 0, default 100 ms
 * @param longPollWait longest wait asked for in mode LONG_POLL; shortened so that a hint is renewed before it expires;
 *     &gt; 0, default 5 s
 * @param requestTimeout for a connection and for an answer that does not wait; &gt; 0, default 2 s
 * @param unusedAfter an address nobody asked for this long is forgotten; &gt; 0, default 60 s
 * @param maxAddresses most addresses watched; beyond it further ones stay unpaced; 1 to {@value #MOST_ADDRESSES},
 *     default 1,000
 */
public record HintClientConfig(
        URI baseUri,
        HintMode mode,
        Duration pollInterval,
        Duration longPollWait,
        Duration requestTimeout,
        Duration unusedAfter,
        int maxAddresses) {
    /** Upper limit of {@link #maxAddresses}: what one process can ask for without being a load of its own. */
    public static final int MOST_ADDRESSES = 100_000;

    public HintClientConfig {
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

    /** The defaults. */
    public static HintClientConfig of(URI baseUri, HintMode mode) {
        return new HintClientConfig(
                baseUri,
                mode,
                Duration.ofMillis(100),
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                Duration.ofSeconds(60),
                1_000);
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " is " + duration + ", expected more than 0");
        }
    }
}

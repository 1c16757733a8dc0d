package dev.tokenflow.simulator.server.config;

import org.jspecify.annotations.Nullable;

/**
 * Who is served, and what goes wrong on purpose.
 *
 * @param apiKey the key that requests must bring; null = none is asked for
 * @param maxStreams answers in progress beyond which a request is refused with 429, &ge; 1
 * @param fault what goes wrong with every answer; null = nothing
 * @param faultsByHeader whether a request may choose its own fault
 */
public record AccessConfig(
        @Nullable String apiKey, int maxStreams, @Nullable Fault fault, boolean faultsByHeader) {
    /** Everybody is served. */
    public static final AccessConfig OPEN = new AccessConfig(null, Integer.MAX_VALUE, null, false);

    public AccessConfig {
        if (apiKey != null && apiKey.isBlank()) {
            throw new IllegalArgumentException("the API key is empty");
        }
        if (maxStreams < 1) {
            throw new IllegalArgumentException("max streams is " + maxStreams + ", expected at least 1");
        }
    }
}

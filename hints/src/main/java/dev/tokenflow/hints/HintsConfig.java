package dev.tokenflow.hints;

import dev.tokenflow.hints.topic.HintTopicConfig;
import dev.tokenflow.protocol.topic.Topics;
import org.jspecify.annotations.Nullable;

/**
 * One hint server.
 *
 * @param host address or name to listen on
 * @param port TCP port to listen on; 0 = any free one
 * @param threads event loops that answer, &ge; 1
 * @param topic where hints are read from
 * @param models topic of models, whose cards the live page shows
 * @param site whose site hint is the last resort; null = the only one in the topic, none when there are several
 * @param capacity most hints held, &ge; 1
 * @param incidents topic of incidents, of the same brokers; it need not exist
 */
public record HintsConfig(
        String host,
        int port,
        int threads,
        HintTopicConfig topic,
        String models,
        @Nullable String site,
        int capacity,
        String incidents) {
    /** Most hints held by default: about 2 GB. */
    static final int DEFAULT_CAPACITY = 1_000_000;

    /** Event loops by default: one answers far more than a site asks, two use both halves of a small machine. */
    static final int DEFAULT_THREADS = 2;

    private static final int MAX_PORT = 65_535;

    public HintsConfig {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("--port is " + port + ", expected 0 to " + MAX_PORT);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("--threads is " + threads + ", expected at least 1");
        }
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity is " + capacity + ", expected at least 1");
        }
    }

    /** The defaults: topic {@value HintTopicConfig#DEFAULT_NAME}, a million hints, 10 s for the broker. */
    public static HintsConfig of(String host, int port, String bootstrapServers) {
        return new HintsConfig(
                host,
                port,
                DEFAULT_THREADS,
                HintTopicConfig.on(bootstrapServers),
                Topics.MODELS,
                null,
                DEFAULT_CAPACITY,
                Topics.INCIDENTS);
    }

    /** The same with another number of event loops. */
    public HintsConfig withThreads(int count) {
        return new HintsConfig(host, port, count, topic, models, site, capacity, incidents);
    }

    /** The same from other brokers or another topic. */
    public HintsConfig with(HintTopicConfig other) {
        return new HintsConfig(host, port, threads, other, models, site, capacity, incidents);
    }
}

package dev.tokenflow.job.config;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How event time advances.
 *
 * @param outOfOrderness how long the windows wait for shards that are slower than others of their partition; default 20
 *     ms: what comes later is not lost, it counts one slide later
 * @param idleness after which a silent partition no longer holds time back; default 300 ms, three heartbeats
 * @param shardPatience after which the panes of a shard that says nothing are closed by the time of the others; default
 *     1 s
 * @param watermarkInterval how often watermarks are made; null: as Flink is set, and where that says nothing
 *     {@link #WATERMARK_INTERVAL}, small against a pane
 * @param maxClockSkew farthest the wall clock of an agent may be from the broker's before that is counted; default 2 s
 */
public record TimeConfig(
        Duration outOfOrderness,
        Duration idleness,
        Duration shardPatience,
        @Nullable Duration watermarkInterval,
        Duration maxClockSkew)
        implements Serializable {

    /** Time between watermarks where nobody says one. */
    public static final Duration WATERMARK_INTERVAL = Duration.ofMillis(10);

    public static final TimeConfig DEFAULT = new TimeConfig(
            Duration.ofMillis(20), Duration.ofMillis(300), Duration.ofSeconds(1), null, Duration.ofSeconds(2));

    public TimeConfig {
        require(!outOfOrderness.isNegative(), "out-of-orderness", outOfOrderness, "0 or more");
        require(idleness.toMillis() > 0, "idleness", idleness, "more than 0");
        require(!shardPatience.isNegative(), "shard patience", shardPatience, "0 or more");
        if (watermarkInterval != null) {
            require(watermarkInterval.toMillis() > 0, "watermark interval", watermarkInterval, "1 ms or more");
        }
        require(maxClockSkew.toMillis() > 0, "max clock skew", maxClockSkew, "more than 0");
    }

    private static void require(boolean holds, String name, Duration value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + ", expected " + expected);
        }
    }
}

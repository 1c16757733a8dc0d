package dev.tokenflow.core.path;

import java.io.Serializable;
import java.time.Duration;

/**
 * How long things are remembered.
 *
 * @param ttl how long a hint that asks for something may be used; default 2 s; re-issued at least every third of it
 * @param calmTtl the same for a hint that asks for nothing, which is what no hint means too; default 5 min, for sites
 *     30 s
 * @param pathIdle after which a path without open connections and events is forgotten; default 60 s
 * @param socketIdle after which a socket without events is forgotten: its close was lost; default 5 min
 * @param shardSilence after which the sockets of an agent that sends not even heartbeats are forgotten; default 10 s
 */
public record LifetimeConfig(
        Duration ttl, Duration calmTtl, Duration pathIdle, Duration socketIdle, Duration shardSilence)
        implements Serializable {

    public static final LifetimeConfig DEFAULT = new LifetimeConfig(
            Duration.ofSeconds(2),
            Duration.ofMinutes(5),
            Duration.ofSeconds(60),
            Duration.ofMinutes(5),
            Duration.ofSeconds(10));

    private static final Duration OFTEN_CALM_TTL = Duration.ofSeconds(30);

    public LifetimeConfig {
        require("ttl", ttl);
        require("calm ttl", calmTtl);
        require("path idle", pathIdle);
        require("socket idle", socketIdle);
        require("shard silence", shardSilence);
    }

    /**
     * For sites, and where clients are few: hints that ask for nothing are told often enough to show that the loop is
     * alive, and what round trips are now.
     */
    public LifetimeConfig toldOften() {
        Duration calm = calmTtl.compareTo(OFTEN_CALM_TTL) > 0 ? OFTEN_CALM_TTL : calmTtl;
        return new LifetimeConfig(ttl, calm, pathIdle, socketIdle, shardSilence);
    }

    private static void require(String name, Duration value) {
        if (value.toMillis() <= 0) {
            throw new IllegalArgumentException(name + " is " + value + ", expected more than 0");
        }
    }
}

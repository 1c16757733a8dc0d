package dev.tokenflow.simulator.tun;

import dev.tokenflow.simulator.link.LinkTimeline;

/**
 * A link to make.
 *
 * @param a device at the server's end
 * @param b device at the clients' end
 * @param timeline what the direction a → b does
 * @param seed of its losses and jitter
 */
public record TunLinkConfig(String a, String b, LinkTimeline timeline, long seed) {
    public TunLinkConfig {
        if (a.equals(b)) {
            throw new IllegalArgumentException("both ends are called '" + a + "', expected two names");
        }
    }
}

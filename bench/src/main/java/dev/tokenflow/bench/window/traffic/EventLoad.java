package dev.tokenflow.bench.window.traffic;

/**
 * The kernel events a measurement feeds.
 *
 * @param keys clients, each with two sockets at one agent
 * @param eventsPerS events a second of event time, all agents together
 * @param hotShare share of all events that one client has; the others are uniform over all clients
 * @param prefixClients clients that share a /24 or /56, which are at one agent
 * @param seed of the generator
 */
public record EventLoad(int keys, int eventsPerS, double hotShare, int prefixClients, long seed) {
    public static final int AGENTS = 4;
    public static final int MAX_KEYS = 1_000_000;
    static final int MAX_EVENTS_PER_S = 2_000_000;

    public EventLoad {
        require(keys >= 1 && keys <= MAX_KEYS, "--keys", keys, "1 to " + MAX_KEYS);
        require(
                eventsPerS >= 100 && eventsPerS <= MAX_EVENTS_PER_S,
                "--rate",
                eventsPerS,
                "100 to " + MAX_EVENTS_PER_S + " events/s");
        require(hotShare >= 0 && hotShare <= 1, "--hot-share", hotShare, "0 to 1");
        require(prefixClients >= 1 && prefixClients <= 200, "--prefix-clients", prefixClients, "1 to 200");
    }

    public EventLoad withKeys(int other) {
        return new EventLoad(other, eventsPerS, hotShare, prefixClients, seed);
    }

    public EventLoad withHotShare(double other) {
        return new EventLoad(keys, eventsPerS, other, prefixClients, seed);
    }

    private static void require(boolean holds, String option, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(option + " is " + value + ", expected " + expected);
        }
    }
}

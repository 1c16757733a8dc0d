package dev.tokenflow.agent.probe;

/**
 * Bounds on what peers can make the probe cost: they open connections, and make segments be sent again, as they like.
 *
 * @param maxSockets sockets of which something is remembered, about 400 bytes of kernel memory each; more are not
 *     reported, and counted as lost; 0 = any number
 * @param rareEventsPerS at most so many openings of connections, and so many retransmissions, are reported in a second
 *     by each CPU; what is left out is counted. The end of a connection whose opening was left out is reported only if
 *     something was sent on it. Segments sent again are all counted in the next event of their socket. 0 = any number
 */
public record ProbeLimits(int maxSockets, int rareEventsPerS) {
    /**
     * About 100 MB of kernel memory, which the containers here have room for; what one CPU of a busy server does
     * itself.
     */
    public static final ProbeLimits DEFAULT = new ProbeLimits(262_144, 10_000);

    public ProbeLimits {
        if (maxSockets < 0) {
            throw new IllegalArgumentException("--max-sockets is " + maxSockets + ", expected 0 (any number) or more");
        }
        if (rareEventsPerS < 0) {
            throw new IllegalArgumentException(
                    "--rare-events is " + rareEventsPerS + ", expected 0 (any number) or more");
        }
    }
}

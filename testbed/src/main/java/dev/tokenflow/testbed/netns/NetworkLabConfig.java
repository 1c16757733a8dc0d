package dev.tokenflow.testbed.netns;

/**
 * What to build.
 *
 * @param arms how many arms, each with a link and a client address of its own on both sides; 1 to {@link #MAX_ARMS}
 * @param congestionControl of connections over the links, set per route: {@code cubic}, {@code bbr}, {@code reno};
 *     empty = the host's default
 */
public record NetworkLabConfig(int arms, String congestionControl) {
    /** Two networks an arm must fit into one octet, and the rest of the host's memory. */
    public static final int MAX_ARMS = 20;

    public NetworkLabConfig {
        if (arms < 1 || arms > MAX_ARMS) {
            throw new IllegalArgumentException("arms is " + arms + ", expected 1 to " + MAX_ARMS);
        }
        if (!congestionControl.matches("[a-z0-9_]*")) {
            throw new IllegalArgumentException(
                    "congestion control is '" + congestionControl + "', expected a word such as cubic");
        }
    }
}

package dev.tokenflow.client.pacer;

import java.util.Locale;

/** The ways of sending that experiments compare. */
public enum Arm {
    /**
     * As today's servers: every delta is written at once as a chunk of its own; deltas merge only once the transport's
     * buffer was full.
     */
    UNPACED(false, false),
    /** Writes when the kernel has nothing unsent, and merges what is due. Knows nothing of the network. */
    SELFCLOCKED(true, false),
    /** One rate and chunk for everybody, chosen in advance. */
    FIXED(false, false),
    /** The selfclocked sender, obeying hints. */
    PACED(true, true);

    private final boolean selfClocked;
    private final boolean obeysHints;

    Arm(boolean selfClocked, boolean obeysHints) {
        this.selfClocked = selfClocked;
        this.obeysHints = obeysHints;
    }

    /**
     * Whether the transport should call itself writable only while (almost) nothing unsent is left in it
     * (TCP_NOTSENT_LOWAT).
     */
    public boolean selfClocked() {
        return selfClocked;
    }

    /** Whether hints change the pace. */
    public boolean obeysHints() {
        return obeysHints;
    }

    /** The word used on command lines and in JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The arm of a word.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Arm ofWord(String word) {
        for (Arm arm : values()) {
            if (arm.word().equals(word)) {
                return arm;
            }
        }
        throw new IllegalArgumentException(
                "arm '" + word + "' is unknown, expected unpaced, selfclocked, fixed or paced");
    }
}

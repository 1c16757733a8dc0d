package dev.tokenflow.simulator.sender;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** How token streams leave a server. */
public enum Sender {
    /**
     * What servers do today: every token is written at once as a chunk of its own. Tokens share a chunk only after the
     * connection's buffers were full.
     */
    UNPACED("unpaced", false, false),
    /** Writes only when the kernel holds nothing unsent, and merges what waits by then. It gets no hints. */
    SELF_CLOCKED("selfclocked", true, false),
    /** One rate and one size of chunk for everybody, chosen in advance. */
    CONSTANT("constant", false, false),
    /** Writes the first token at once, and then every 50 ms all that came since as one chunk. */
    TIMER("timer", false, false),
    /** The self-clocked sender, obeying hints. */
    HINTED("hinted", true, true),
    /** The self-clocked sender, planning its events by the bytes and the time that hints allow. */
    BUDGETED("budgeted", true, true);

    private static final Map<String, String> OLD_WORDS = Map.of("fixed", "constant", "paced", "hinted");

    private final String word;
    private final boolean selfClocked;
    private final boolean obeysHints;

    Sender(String word, boolean selfClocked, boolean obeysHints) {
        this.word = word;
        this.selfClocked = selfClocked;
        this.obeysHints = obeysHints;
    }

    /**
     * Whether the connection should count as writable only while the kernel holds (almost) nothing unsent of it
     * (TCP_NOTSENT_LOWAT).
     */
    public boolean selfClocked() {
        return selfClocked;
    }

    /** Whether hints change the pace. */
    public boolean obeysHints() {
        return obeysHints;
    }

    /** The word used on command lines, in JSON and in metrics. */
    public String word() {
        return word;
    }

    /**
     * The sender of a word.
     *
     * @throws IllegalArgumentException when there is none; names all, and the new word of an old one
     */
    public static Sender ofWord(String word) {
        for (Sender sender : values()) {
            if (sender.word.equals(word)) {
                return sender;
            }
        }
        String renamed = OLD_WORDS.get(word);
        if (renamed != null) {
            throw new IllegalArgumentException("sender '" + word + "' is now called '" + renamed + "'");
        }
        throw new IllegalArgumentException("sender '" + word + "' is unknown, expected one of "
                + Arrays.stream(values()).map(Sender::word).collect(Collectors.joining(", ")));
    }
}

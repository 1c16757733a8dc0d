package dev.tokenflow.bench.pipeline.load;

/** What goes wrong with a path. */
public enum AlarmKind {
    /** Many segments are sent again at once. */
    RETRANSMIT_BURST("retransmit burst"),
    /** Round trips become a multiple of the usual. */
    RTT_JUMP("RTT jump");

    private final String words;

    AlarmKind(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}

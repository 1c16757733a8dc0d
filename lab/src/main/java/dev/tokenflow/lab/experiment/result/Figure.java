package dev.tokenflow.lab.experiment.result;

/**
 * What is measured of every run. Times are token delays and the like as {@link dev.tokenflow.simulator.qoe.QoeMetrics}
 * defines them; congested = tokens due in seconds of the link that carry less than the demand.
 */
public enum Figure {
    TOKENS_DELIVERED("tokens delivered", "", 0),
    TOKENS_DUE("tokens due", "", 0),
    DELAY_P50("token delay p50", "ms", 5),
    DELAY_P95("token delay p95", "ms", 5),
    DELAY_P99("token delay p99", "ms", 5),
    CONGESTED_DELAY_P95("token delay p95, congested", "ms", 5),
    CONGESTED_TTFT_P95("TTFT p95, congested", "ms", 5),
    CONGESTED_STALL("stall ratio, congested", "share", 0.005),
    TTFT_P95("TTFT p95", "ms", 5),
    GAP_P99("gap p99", "ms", 5),
    STALL("stall ratio", "share", 0.005),
    STALL_SLOW_READER("stall ratio at 10 tokens/s", "share", 0.005),
    RETRANSMITS("retransmits", "", 5),
    RTT_P95("RTT p95", "ms", 5),
    FALSE_SLOWDOWN("false slowdown", "share", 0),
    CHUNK_ONE("time at chunk 1", "share", 0),
    RATE_CUT("time below full rate", "share", 0),
    OSCILLATION("oscillation", "share", 0),
    HINT_CHANGES("hint changes", "/min", 0),
    TIME_TO_CUT("time to cut", "s", 0),
    TIME_TO_RECOVER("time to recover", "s", 0),
    NEIGHBOUR_CHUNK("largest chunk of a neighbour", "tokens", 0),
    NEIGHBOUR_SLOWED("time below full rate, worst neighbour", "share", 0),
    NEIGHBOUR_DELAY_P95("token delay p95 of the neighbours", "ms", 5),
    LOOP_P50("event to hint p50", "ms", 0),
    LOOP_P99("event to hint p99", "ms", 0);

    private final String label;
    private final String unit;
    private final double floor;

    Figure(String label, String unit, double floor) {
        this.label = label;
        this.unit = unit;
        this.floor = floor;
    }

    /** Its name for people. */
    public String label() {
        return label;
    }

    /** Its unit; empty for counts. */
    public String unit() {
        return unit;
    }

    /**
     * The ratio of the values of two arms. Values below the floor are taken as the floor, because nobody feels the
     * difference between 1 ms and 2 ms.
     */
    double ratio(double value, double other) {
        return Math.max(floor, value) / Math.max(floor, other);
    }
}

package dev.tokenflow.protocol.hint;

/**
 * Puts a {@link Hint} together by the names of its members. What is not set is unknown, and limits nothing. The bounds
 * are checked by {@link #build}.
 */
public final class HintBuilder {
    private final Scope scope;
    private final String key;
    private String tenant = Tenant.NONE;
    private double tokensPerSecond = Double.NaN;
    private double tokensPerChunk = 1;
    private PathCondition state = PathCondition.UNKNOWN;
    private double confidence;
    private RttSummary rtt = RttSummary.UNKNOWN;
    private double retransmitRate = Double.NaN;
    private double predictedRttMs = Double.NaN;
    private double anomalyScore = Double.NaN;
    private double bytesPerSecond = Double.NaN;
    private double clientBytesPerSecond = Double.NaN;
    private double holdMs = Double.NaN;
    private String model = "";
    private String why = "";
    private long epoch;
    private long seq;
    private long issuedAtMs;
    private long ttlMs;
    private double oldestEventAtMs = Double.NaN;

    HintBuilder(Scope scope, String key) {
        this.scope = scope;
        this.key = key;
    }

    HintBuilder(Hint hint) {
        this(hint.scope(), hint.key());
        tenant = hint.tenant();
        tokensPerSecond = hint.tokensPerSecond();
        tokensPerChunk = hint.tokensPerChunk();
        state = hint.state();
        confidence = hint.confidence();
        rtt = hint.rtt();
        retransmitRate = hint.retransmitRate();
        predictedRttMs = hint.predictedRttMs();
        anomalyScore = hint.anomalyScore();
        bytesPerSecond = hint.bytesPerSecond();
        clientBytesPerSecond = hint.clientBytesPerSecond();
        holdMs = hint.holdMs();
        model = hint.model();
        why = hint.why();
        epoch = hint.epoch();
        seq = hint.seq();
        issuedAtMs = hint.issuedAtMs();
        ttlMs = hint.ttlMs();
        oldestEventAtMs = hint.oldestEventAtMs();
    }

    /** Whose clients these are. */
    public HintBuilder tenant(String value) {
        tenant = value;
        return this;
    }

    /** Most tokens one stream should send a second. */
    public HintBuilder tokensPerSecond(double value) {
        tokensPerSecond = value;
        return this;
    }

    /** Tokens to put into one chunk. */
    public HintBuilder tokensPerChunk(double value) {
        tokensPerChunk = value;
        return this;
    }

    /** The diagnosis. */
    public HintBuilder state(PathCondition value) {
        state = value;
        return this;
    }

    /** 0 to 1. */
    public HintBuilder confidence(double value) {
        confidence = value;
        return this;
    }

    /** Round trips of the report window. */
    public HintBuilder rtt(RttSummary value) {
        rtt = value;
        return this;
    }

    /** Share of segments sent again, 0 to 1. */
    public HintBuilder retransmitRate(double value) {
        retransmitRate = value;
        return this;
    }

    /** Forecast of a model, ms. */
    public HintBuilder predictedRttMs(double value) {
        predictedRttMs = value;
        return this;
    }

    /** Score of a model. */
    public HintBuilder anomalyScore(double value) {
        anomalyScore = value;
        return this;
    }

    /** One stream's share of the path, wire bytes a second. */
    public HintBuilder bytesPerSecond(double value) {
        bytesPerSecond = value;
        return this;
    }

    /** What all streams to the client may send together, wire bytes a second. */
    public HintBuilder clientBytesPerSecond(double value) {
        clientBytesPerSecond = value;
        return this;
    }

    /** Longest a token should wait for its chunk, ms. */
    public HintBuilder holdMs(double value) {
        holdMs = value;
        return this;
    }

    /** Version of the models used. */
    public HintBuilder model(String value) {
        model = value;
        return this;
    }

    /** One short sentence for people. */
    public HintBuilder why(String value) {
        why = value;
        return this;
    }

    /** Of the issuing job. */
    public HintBuilder epoch(long value) {
        epoch = value;
        return this;
    }

    /** Number of the hint within its key and epoch. */
    public HintBuilder seq(long value) {
        seq = value;
        return this;
    }

    /** Event time of the decision, ms since 1970. */
    public HintBuilder issuedAtMs(long value) {
        issuedAtMs = value;
        return this;
    }

    /** How long the hint may be used, ms. */
    public HintBuilder ttlMs(long value) {
        ttlMs = value;
        return this;
    }

    /** Kernel time of the oldest event that this is the first hint to include, ms since 1970. */
    public HintBuilder oldestEventAtMs(double value) {
        oldestEventAtMs = value;
        return this;
    }

    /**
     * The hint.
     *
     * @throws IllegalArgumentException when a member is out of its bounds
     */
    public Hint build() {
        return new Hint(
                scope,
                key,
                tenant,
                tokensPerSecond,
                tokensPerChunk,
                state,
                confidence,
                rtt,
                retransmitRate,
                predictedRttMs,
                anomalyScore,
                bytesPerSecond,
                clientBytesPerSecond,
                holdMs,
                model,
                why,
                epoch,
                seq,
                issuedAtMs,
                ttlMs,
                oldestEventAtMs);
    }
}

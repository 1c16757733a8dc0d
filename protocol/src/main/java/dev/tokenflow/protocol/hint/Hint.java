package dev.tokenflow.protocol.hint;

/**
 * Advice to whoever streams tokens over one path: an upper bound, never a replacement for congestion control. Unknown
 * numbers are NaN here; in JSON they are {@code null} or left out. Made by {@link #of}.
 *
 * @param scope what the hint speaks for
 * @param key address, prefix or site name
 * @param tenant whose clients these are, see {@link Tenant}; part of the Kafka key unless it is empty
 * @param tokensPerSecond most tokens one stream should send a second; NaN = no limit
 * @param tokensPerChunk tokens to put into one chunk, &ge; 1; may be fractional, then the sender alternates
 * @param state the diagnosis
 * @param confidence 0 to 1
 * @param rtt the report window's round trips
 * @param retransmitRate share of segments sent again, 0 to 1
 * @param predictedRttMs forecast of a model, NaN without one
 * @param anomalyScore of a model, NaN without one
 * @param bytesPerSecond one stream's share of the path in wire bytes a second, for senders with another envelope; NaN
 *     unknown
 * @param clientBytesPerSecond what all streams to this client may send together, in wire bytes a second; the sender
 *     divides it among the streams it has, also when several share one connection; NaN = unknown
 * @param holdMs longest a token should wait for the chunk it leaves in, ms; NaN = unknown
 * @param model version of the models used; empty without
 * @param why one short sentence for people
 * @param epoch of the issuing job; compared before {@code seq}
 * @param seq counts the hints of a key within an epoch
 * @param issuedAtMs event time of the decision, ms since 1970
 * @param ttlMs how long the hint may be used, counted from receipt; in HTTP answers what remains
 * @param oldestEventAtMs kernel time (ms since 1970, fractional) of the oldest event this is the first hint to include;
 *     NaN for a refresh
 */
public record Hint(
        Scope scope,
        String key,
        String tenant,
        double tokensPerSecond,
        double tokensPerChunk,
        PathCondition state,
        double confidence,
        RttSummary rtt,
        double retransmitRate,
        double predictedRttMs,
        double anomalyScore,
        double bytesPerSecond,
        double clientBytesPerSecond,
        double holdMs,
        String model,
        String why,
        long epoch,
        long seq,
        long issuedAtMs,
        long ttlMs,
        double oldestEventAtMs) {

    /** Most tokens a chunk may carry; anything above is a damaged hint. */
    public static final double MAX_TOKENS_PER_CHUNK = 1024;

    public Hint {
        requirePositiveOrUnknown("tokens_per_second", tokensPerSecond);
        requirePositiveOrUnknown("client_bytes_per_second", clientBytesPerSecond);
        if (!(tokensPerChunk >= 1 && tokensPerChunk <= MAX_TOKENS_PER_CHUNK)) {
            throw new IllegalArgumentException(
                    "tokens_per_chunk is " + tokensPerChunk + ", expected 1 to " + MAX_TOKENS_PER_CHUNK);
        }
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("confidence is " + confidence + ", expected 0 to 1");
        }
        if (!(Double.isNaN(holdMs) || (holdMs >= 0 && Double.isFinite(holdMs)))) {
            throw new IllegalArgumentException("hold_ms is " + holdMs + ", expected >= 0 or null");
        }
        if (ttlMs < 0) {
            throw new IllegalArgumentException("ttl_ms is " + ttlMs + ", expected >= 0");
        }
        Tenant.require(tenant);
    }

    private static void requirePositiveOrUnknown(String name, double value) {
        if (!(Double.isNaN(value) || (value > 0 && Double.isFinite(value)))) {
            throw new IllegalArgumentException(name + " is " + value + ", expected > 0 or null");
        }
    }

    /** Begins a hint in which everything else is unknown, and which limits nothing. */
    public static HintBuilder of(Scope scope, String key) {
        return new HintBuilder(scope, key);
    }

    /** The answer when nothing is known: send as you like. */
    public static Hint unpaced(String key) {
        return of(Scope.NONE, key).why("nothing is known of this path").build();
    }

    /** Whether this hint comes after {@code other} of the same key: a later epoch, or a later number within it. */
    public boolean supersedes(Hint other) {
        return epoch != other.epoch ? epoch > other.epoch : seq > other.seq;
    }

    /** Begins a hint that is the same as this one. */
    public HintBuilder toBuilder() {
        return new HintBuilder(this);
    }

    /** The same hint with another time to live, as a server hands it on. */
    public Hint withTtlMs(long remainingMs) {
        return toBuilder().ttlMs(remainingMs).build();
    }

    /** Key of this hint in the compacted topic, see {@link HintKey#kafkaKey}. */
    public String kafkaKey() {
        return new HintKey(tenant, scope, key).kafkaKey();
    }
}

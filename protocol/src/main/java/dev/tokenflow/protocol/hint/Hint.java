package dev.tokenflow.protocol.hint;

/**
 * Advice to whoever streams tokens over one path: an upper bound, never a replacement for congestion control. Unknown
 * numbers are NaN here and {@code null} in JSON.
 *
 * @param scope what the hint speaks for
 * @param key address, prefix or site name
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
        double tokensPerSecond,
        double tokensPerChunk,
        PathCondition state,
        double confidence,
        RttSummary rtt,
        double retransmitRate,
        double predictedRttMs,
        double anomalyScore,
        double bytesPerSecond,
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
        if (!(Double.isNaN(tokensPerSecond) || (tokensPerSecond > 0 && Double.isFinite(tokensPerSecond)))) {
            throw new IllegalArgumentException("tokens_per_second is " + tokensPerSecond + ", expected > 0 or null");
        }
        if (!(tokensPerChunk >= 1 && tokensPerChunk <= MAX_TOKENS_PER_CHUNK)) {
            throw new IllegalArgumentException(
                    "tokens_per_chunk is " + tokensPerChunk + ", expected 1 to " + MAX_TOKENS_PER_CHUNK);
        }
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("confidence is " + confidence + ", expected 0 to 1");
        }
        if (ttlMs < 0) {
            throw new IllegalArgumentException("ttl_ms is " + ttlMs + ", expected >= 0");
        }
    }

    /** The answer when nothing is known: send as you like. */
    public static Hint unpaced(String key) {
        return new Hint(
                Scope.NONE,
                key,
                Double.NaN,
                1,
                PathCondition.UNKNOWN,
                0,
                RttSummary.UNKNOWN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                "",
                "nothing is known of this path",
                0,
                0,
                0,
                0,
                Double.NaN);
    }

    /** Whether this hint comes after {@code other} of the same key: a later epoch, or a later number within it. */
    public boolean supersedes(Hint other) {
        return epoch != other.epoch ? epoch > other.epoch : seq > other.seq;
    }

    /** The same hint with another time to live, as a server hands it on. */
    public Hint withTtlMs(long remainingMs) {
        return new Hint(
                scope,
                key,
                tokensPerSecond,
                tokensPerChunk,
                state,
                confidence,
                rtt,
                retransmitRate,
                predictedRttMs,
                anomalyScore,
                bytesPerSecond,
                model,
                why,
                epoch,
                seq,
                issuedAtMs,
                remainingMs,
                oldestEventAtMs);
    }

    /** Key of this hint in the compacted topic. */
    public String kafkaKey() {
        return scope.word() + "/" + key;
    }
}

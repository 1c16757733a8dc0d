package dev.tokenflow.core.diagnosis;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.codec.PackedOutput;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a path to say what is the matter with it: what was counted since it was last looked at, and
 * what the looks so far came to. Mutable, not thread-safe.
 */
public final class DiagnosisMemory {
    static final long NEVER = Long.MIN_VALUE / 2;

    private static final Diagnosis[] WORDS = Diagnosis.values();

    // ---- counted since the last look ------------------------------------------------------------

    int delivered;
    int retransmits;
    int fast;
    int dsacks;
    int reorderings;

    /** Segments sent again since the last round trip. */
    int resentInSilence;

    // ---- what the looks came to -----------------------------------------------------------------

    Diagnosis word = Diagnosis.UNKNOWN;
    long sinceMs = NEVER;
    long lookedMs = NEVER;

    /** How probable each loss rate is; null while nothing is lost. */
    float @Nullable [] levels;

    /** Duplicates that were reported beyond what was sent again lately, segments, 0 or less. */
    float owed;

    /** Segments lost lately, and all of that time. */
    float recentLost;

    float recentSegments;

    /** Mean time between two round trips, ms; NaN before the first. */
    float gapMs = Float.NaN;

    /** Since when a queue is seen without a break, and when one was seen last. */
    long queueSinceMs = NEVER;

    long queueMs = NEVER;

    /** When the queue was last about as deep as when it overflowed. */
    long fullMs = NEVER;

    /** How deep it was when it overflowed, ms, slowly forgotten; 0 = it never did. */
    float fullDelayMs;

    /** The deepest queue of the last round trip or so, ms, and the newest. */
    float topMs;

    float delayMs;

    /** The word in force. */
    public Diagnosis word() {
        return word;
    }

    /** Since when, event time in ms; a large negative number before the first. */
    public long sinceMs() {
        return sinceMs;
    }

    /**
     * A pane of the path.
     *
     * @param paneFast of the segments sent again, those of fast recovery
     * @param answered whether it has round trips
     */
    public void count(
            long paneDelivered,
            long paneRetransmits,
            long paneFast,
            long paneDsacks,
            long paneReorderings,
            boolean answered) {
        delivered += (int) paneDelivered;
        retransmits += (int) paneRetransmits;
        fast += (int) paneFast;
        dsacks += (int) paneDsacks;
        reorderings += (int) paneReorderings;
        resentInSilence = answered ? 0 : resentInSilence + (int) paneRetransmits;
    }

    void counted() {
        delivered = 0;
        retransmits = 0;
        fast = 0;
        dsacks = 0;
        reorderings = 0;
    }

    /** Appends all of it. */
    public void write(PackedOutput out) {
        out.putVarint(delivered)
                .putVarint(retransmits)
                .putVarint(fast)
                .putVarint(dsacks)
                .putVarint(reorderings);
        out.putVarint(resentInSilence).putByte(word.ordinal()).putLong(sinceMs).putLong(lookedMs);
        float[] known = levels;
        out.putVarint(known == null ? 0 : known.length);
        for (int i = 0; known != null && i < known.length; i++) {
            put(out, known[i]);
        }
        put(out, owed);
        put(out, recentLost);
        put(out, recentSegments);
        put(out, gapMs);
        out.putLong(queueSinceMs).putLong(queueMs).putLong(fullMs);
        put(out, fullDelayMs);
        put(out, topMs);
        put(out, delayMs);
    }

    /** Reads what {@link #write} wrote. */
    public void read(PackedInput in) {
        delivered = in.readInt();
        retransmits = in.readInt();
        fast = in.readInt();
        dsacks = in.readInt();
        reorderings = in.readInt();
        resentInSilence = in.readInt();
        word = WORDS[in.readByte()];
        sinceMs = in.readLong();
        lookedMs = in.readLong();
        int count = in.readInt();
        float[] known = count == 0 ? null : new float[count];
        for (int i = 0; known != null && i < count; i++) {
            known[i] = get(in);
        }
        levels = known;
        owed = get(in);
        recentLost = get(in);
        recentSegments = get(in);
        gapMs = get(in);
        queueSinceMs = in.readLong();
        queueMs = in.readLong();
        fullMs = in.readLong();
        fullDelayMs = get(in);
        topMs = get(in);
        delayMs = get(in);
    }

    private static void put(PackedOutput out, float value) {
        out.putVarint(Float.floatToIntBits(value) & 0xffffffffL);
    }

    private static float get(PackedInput in) {
        return Float.intBitsToFloat((int) in.readVarint());
    }
}

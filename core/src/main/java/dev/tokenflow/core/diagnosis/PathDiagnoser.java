package dev.tokenflow.core.diagnosis;

import dev.tokenflow.core.path.LostSegments;
import dev.tokenflow.core.path.PathSignals;
import org.jspecify.annotations.Nullable;

/**
 * Says what is the matter with a path, from what the pacing law looks at and from what was lost since the last look. It
 * needs no training, so its words are right from the first second on, and no trouble can teach it to be normal.
 *
 * <ul>
 *   <li><b>Outage</b>: something is under way and nothing is answered, for much longer than is usual.
 *   <li><b>Slow reader</b>: most of the time, the receiver's window is the limit.
 *   <li><b>Congestion</b>: the newest round trip is above the baseline by more than the law's target, for longer than a
 *       burst lasts.
 *   <li><b>Loss</b>: a loss rate of about 1 % or more is more probable than a lower one ({@link LossLevels}).
 *   <li><b>Congestion and loss</b>: both, and at least half of what was lost lately was lost at random. Losses while
 *       the queue may overflow count only as far as there are few of them.
 * </ul>
 *
 * <p>Of a path it keeps nothing itself. Not thread-safe.
 */
public final class PathDiagnoser {
    private static final double NEVER_MIND_AGE_MS = 1e9;
    private static final double LONGEST_LOOK_S = 10;
    private static final double SHORT_WINDOW_MS = 300;
    private static final double LONGEST_GAP_MS = 1_000;

    /** Share of the newest in the mean time between round trips. */
    private static final float NEWEST = 0.2f;

    /** So many duplicates at most count against later losses. */
    private static final float MOST_OWED = 5;

    private static final double LIKELY = 0.5;

    /** Below this, a loss is not waited for any more. */
    private static final double UNLIKELY = 0.005;

    private static final double FORGOTTEN = 0.1;

    /** Share of what was lost lately that must be random for a queue's losses to be worth a word. */
    private static final double WORTH_A_WORD = 0.5;

    /** An idle connection seems to have some segments under way: those before its last acknowledgement. */
    private static final long IDLE_SEGMENTS = 3;

    private final DiagnosisConfig config;
    private UsualRange usual = UsualRange.UNKNOWN;

    public PathDiagnoser(DiagnosisConfig config) {
        this.config = config;
    }

    /** From now on this is what is usual. */
    public void usual(UsualRange range) {
        usual = range;
    }

    /** Why the word in force is in force, in numbers; one line. */
    public String reason(DiagnosisMemory memory, PathSignals in) {
        return DiagnosisReason.of(memory, in, usual);
    }

    /**
     * A look at a path.
     *
     * @return whether the word in force has changed
     */
    public boolean look(DiagnosisMemory memory, PathSignals in) {
        long sinceMs = in.nowMs() - memory.lookedMs;
        if (sinceMs < 0) {
            return false;
        }
        boolean isFirst = memory.lookedMs == DiagnosisMemory.NEVER;
        boolean isDue = memory.retransmits > 0 || memory.dsacks > 0 || sinceMs >= config.lookMs();
        // time passes once only, at the looks that are due; those between see what is deeper
        double seconds = isDue && !isFirst ? Math.min(LONGEST_LOOK_S, sinceMs / 1e3) : 0;
        if (in.samples() > 0 && in.speaks(NEVER_MIND_AGE_MS)) {
            seeQueue(memory, in, seconds);
        }
        if (isDue) {
            seeLosses(memory, in, seconds);
            memory.lookedMs = in.nowMs();
        }
        Diagnosis word = word(memory, in);
        if (word == memory.word) {
            return false;
        }
        memory.word = word;
        memory.sinceMs = in.nowMs();
        return true;
    }

    private double targetMs(PathSignals in) {
        return Math.max(config.minTargetMs(), config.targetShare() * in.baselineRttMs());
    }

    private void seeQueue(DiagnosisMemory memory, PathSignals in, double seconds) {
        double target = targetMs(in);
        double median = Math.max(0, in.rttP50Ms() - in.baselineRttMs());
        double newest =
                PathSignals.isPositive(in.newestRttMs()) ? Math.max(0, in.newestRttMs() - in.baselineRttMs()) : median;
        double deepest = Math.max(newest, median);
        boolean goesOn = memory.queueSinceMs != DiagnosisMemory.NEVER && newest > target;
        if (!goesOn && Math.min(newest, median) <= target) {
            memory.queueSinceMs = DiagnosisMemory.NEVER;
        } else if (!goesOn) {
            memory.queueSinceMs = in.nowMs();
        }
        if (deepest > target) {
            memory.queueMs = in.nowMs();
        }
        memory.delayMs = (float) newest;
        if (memory.fullDelayMs > 0) {
            memory.fullDelayMs = (float) Math.max(
                    deepest,
                    memory.fullDelayMs * Math.exp(-seconds / config.loss().fullMemoryS()));
            if (deepest >= config.loss().fullShare() * memory.fullDelayMs
                    && deepest > config.loss().fullTargets() * target) {
                memory.fullMs = in.nowMs();
            }
        }
        double roundTripS = (SHORT_WINDOW_MS + in.baselineRttMs() + memory.topMs) / 1e3;
        memory.topMs = (float) Math.max(deepest, memory.topMs * Math.exp(-seconds / roundTripS));
        float gap = (float) Math.min(LONGEST_GAP_MS, SHORT_WINDOW_MS / in.samples());
        memory.gapMs = Float.isNaN(memory.gapMs) ? gap : memory.gapMs + NEWEST * (gap - memory.gapMs);
    }

    private void seeLosses(DiagnosisMemory memory, PathSignals in, double seconds) {
        double missing =
                LostSegments.of(memory.retransmits, 0, memory.fast, memory.reorderings) - memory.dsacks + memory.owed;
        double lost = Math.max(0, missing);
        double segments = memory.delivered + memory.retransmits;
        memory.owed = (float) Math.max(-MOST_OWED, Math.min(0, missing));
        memory.counted();
        float[] levels = memory.levels;
        if (levels == null && lost > 0) {
            levels = LossLevels.initial(config.loss());
            LossLevels.saw(levels, memory.recentSegments, 0);
            memory.levels = levels;
        }
        double kept = Math.exp(-seconds / config.loss().recentS());
        memory.recentLost = (float) (kept * memory.recentLost + lost);
        memory.recentSegments = (float) (kept * memory.recentSegments + segments);
        if (levels == null) {
            return;
        }
        LossLevels.pass(levels, seconds, config.loss());
        if (mayBeOfTheQueue(memory, in, levels, lost, segments)) {
            LossLevels.sawAtMost(levels, segments, lost);
        } else {
            LossLevels.saw(levels, segments, lost);
        }
        if (memory.recentLost < FORGOTTEN && LossLevels.above(levels, LossLevels.ORDINARY) < UNLIKELY) {
            memory.levels = null;
        }
    }

    private boolean mayBeOfTheQueue(
            DiagnosisMemory memory, PathSignals in, float[] levels, double lost, double segments) {
        DiagnosisConfig.Loss loss = config.loss();
        boolean isQueue = isQueue(memory, in);
        boolean burst = lost >= loss.fewest() && lost > loss.burstShare() * segments;
        boolean flood =
                memory.recentLost >= loss.fewest() && memory.recentLost > loss.floodShare() * memory.recentSegments;
        boolean isOverflow = (burst || flood) && in.nowMs() - memory.queueMs <= loss.drainMs() + memory.topMs;
        if (isOverflow && isQueue) {
            if (flood || memory.topMs < loss.fullShare() * memory.fullDelayMs || memory.fullDelayMs == 0) {
                LossLevels.reset(levels, loss); // what led to it was taken for loss
            }
            memory.fullDelayMs = Math.max(memory.topMs, 1);
            memory.fullMs = in.nowMs();
        }
        return isOverflow || in.nowMs() - memory.fullMs <= (isQueue ? loss.againMs() : loss.drainMs()) + memory.topMs;
    }

    private boolean isQueue(DiagnosisMemory memory, PathSignals in) {
        return memory.queueSinceMs != DiagnosisMemory.NEVER && in.nowMs() - memory.queueSinceMs >= config.confirmMs();
    }

    private Diagnosis word(DiagnosisMemory memory, PathSignals in) {
        if (isSilent(memory, in)) {
            return Diagnosis.OUTAGE;
        }
        if (Float.isNaN(memory.gapMs)) {
            return Diagnosis.UNKNOWN;
        }
        if (in.causes().receiverLimitedShare() >= config.receiverShare()) {
            return Diagnosis.SLOW_READER;
        }
        float[] levels = memory.levels;
        boolean loses = levels != null && LossLevels.above(levels, usual.lossBound()) > LIKELY;
        if (!isQueue(memory, in)) {
            return loses ? Diagnosis.LOSS : Diagnosis.NORMAL;
        }
        return loses && isWorthAWord(memory, levels) ? Diagnosis.CONGESTION_AND_LOSS : Diagnosis.CONGESTION;
    }

    private static boolean isWorthAWord(DiagnosisMemory memory, float @Nullable [] levels) {
        return levels != null && LossLevels.mean(levels) * memory.recentSegments >= WORTH_A_WORD * memory.recentLost;
    }

    private boolean isSilent(DiagnosisMemory memory, PathSignals in) {
        double silenceMs = Math.max(config.silenceMs(), config.silenceGaps() * memory.gapMs);
        if (!(in.sampleAgeMs() >= silenceMs) || in.inFlight() == 0) {
            return false;
        }
        return memory.resentInSilence > 0
                || in.causes().timeoutAgeMs() <= in.sampleAgeMs()
                || in.inFlight() > IDLE_SEGMENTS * Math.max(1, in.openConnections());
    }
}

package dev.tokenflow.core.pacing;

import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.protocol.hint.PathCondition;
import org.jspecify.annotations.Nullable;

/** When senders are told of a decision: at once when it is another one, and before the hint they have runs out. */
final class HintRhythm {
    /** A hint is repeated after this part of its life, so that one or two may be lost. */
    private static final int REPEATS_PER_TTL = 3;

    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final long hintMs;
    private final long calmHintMs;

    HintRhythm(LifetimeConfig lifetime) {
        hintMs = lifetime.ttl().toMillis() / REPEATS_PER_TTL;
        calmHintMs = lifetime.calmTtl().toMillis() / REPEATS_PER_TTL;
    }

    /** What to remember of a decision at {@code nowMs}. */
    PathPacing next(@Nullable PathPacing before, String law, PacingState pacing, long nowMs) {
        if (before == null) {
            return new PathPacing(
                    law, pacing, nowMs, 1, nowMs, pacing.decision().state());
        }
        PacingDecision now = pacing.decision();
        PacingDecision said = before.decision();
        boolean calm = now.asksForNothing();
        boolean same = calm ? saysNothingNew(now, before) : now.asksTheSameAs(said);
        boolean due = !same || (calm ? isCalmDue(before, nowMs) : nowMs - before.hintedMs() >= hintMs);
        return new PathPacing(
                law,
                pacing,
                nowMs,
                before.seq() + 1,
                due ? nowMs : before.hintedMs(),
                due ? now.state() : before.told());
    }

    /**
     * "Clear" and "unknown" ask for nothing. That a path is clear is told once all the same: people look at it, and the
     * next hint may be minutes away. That nothing was heard of it for a while is not, nor that it is clear again after
     * that: a thin stream comes and goes every other second.
     */
    private static boolean saysNothingNew(PacingDecision now, PathPacing before) {
        return before.decision().asksForNothing()
                && (now.state() != PathCondition.CLEAR || before.told() == PathCondition.CLEAR);
    }

    /**
     * Paths that were told of at once, as after a start, would be told of at once again and again. So each repeats its
     * hint somewhere in the last quarter of the time, by chance that is the same in every run.
     */
    private boolean isCalmDue(PathPacing before, long nowMs) {
        long agoMs = nowMs - before.hintedMs();
        return agoMs >= calmHintMs
                || (agoMs >= calmHintMs - calmHintMs / 4 && ((before.seq() * MIX + nowMs) * MIX) >>> 61 == 0);
    }
}

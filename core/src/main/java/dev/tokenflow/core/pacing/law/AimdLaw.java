package dev.tokenflow.core.pacing.law;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.path.PathSignals;

/**
 * Additive increase, multiplicative decrease of the rate (Chiu and Jain 1989; the constants are TCP Reno's, Jacobson
 * 1988): without congestion {@code r += cap/10} a second, with it {@code r *= 1/2}, at most once in
 * {@value #COOL_DOWN_MS} ms so that a cut is seen to work before the next. Congestion = a queue above the target, or
 * segments lost.
 */
public final class AimdLaw extends RateLaw {
    private static final double INCREASE_SHARE = 0.1;
    private static final double DECREASE = 0.5;
    private static final long COOL_DOWN_MS = 500;
    private static final int CUT_AT_MS = OWN;

    public AimdLaw(PacingConfig config) {
        super(config, 1);
    }

    @Override
    public String name() {
        return PacingAlgorithm.AIMD.word();
    }

    @Override
    double rate(double before, PathSignals signals, double seconds, double[] memory) {
        boolean congested = queueMs(signals) > targetMs(signals) || signals.lossShare() > config.lossyShare();
        if (!congested) {
            return before + INCREASE_SHARE * config.rateCap() * seconds;
        }
        if (signals.nowMs() - memory[CUT_AT_MS] < COOL_DOWN_MS) {
            return before;
        }
        memory[CUT_AT_MS] = signals.nowMs();
        return before * DECREASE;
    }
}

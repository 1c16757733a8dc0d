package dev.tokenflow.core.pacing.law;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.path.PathSignals;

/**
 * A PID controller of the rate in its velocity form (Åström and Hägglund, PID Controllers, 1995, ch. 3), which cannot
 * wind up: {@code r += Kp (e - e1) + Ki e dt + Kd (e - 2 e1 + e2) / dt} with the error {@code e = (target - queueing
 * delay) / baseline}, clamped to &plusmn;1, so that a second of queue does not throw the rate to the floor at once. The
 * gains are for a loop that answers after about half a second: shares of the cap.
 */
public final class PidLaw extends RateLaw {
    private static final double PROPORTIONAL = 0.2;
    private static final double INTEGRAL = 0.3;
    private static final double DERIVATIVE = 0.01;
    private static final int LAST_ERROR = OWN;
    private static final int ERROR_BEFORE = OWN + 1;

    public PidLaw(PacingConfig config) {
        super(config, 2);
    }

    @Override
    public String name() {
        return PacingAlgorithm.PID.word();
    }

    @Override
    double rate(double before, PathSignals signals, double seconds, double[] memory) {
        double error = within((targetMs(signals) - queueMs(signals)) / signals.baselineRttMs(), -1, 1);
        double last = Double.isNaN(memory[LAST_ERROR]) ? error : memory[LAST_ERROR];
        double beforeLast = Double.isNaN(memory[ERROR_BEFORE]) ? last : memory[ERROR_BEFORE];
        if (seconds <= 0) {
            return before;
        }
        memory[ERROR_BEFORE] = last;
        memory[LAST_ERROR] = error;
        double change = PROPORTIONAL * (error - last)
                + INTEGRAL * error * seconds
                + DERIVATIVE * (error - 2 * last + beforeLast) / seconds;
        return before + config.rateCap() * change;
    }
}

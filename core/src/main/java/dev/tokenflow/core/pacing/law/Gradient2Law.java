package dev.tokenflow.core.pacing.law;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.path.PathSignals;

/**
 * Netflix concurrency-limits' Gradient2, with the rate in the place of the limit: {@code gradient = max(1/2, min(1,
 * tolerance * long/short))} of the slow and the present round trip, {@code r' = r * gradient + room}, smoothed by
 * {@value #SMOOTHING}. The slow round trip is an exponential mean over {@value #LONG_S} s that falls faster while it is
 * twice the present one, so that it does not remember a queue for ever. The baseline of the path plays no part: that is
 * the algorithm's own weakness under a queue that stays.
 */
public final class Gradient2Law extends RateLaw {
    private static final double TOLERANCE = 1.5;
    private static final double SMOOTHING = 0.2;
    private static final double LEAST_GRADIENT = 0.5;
    private static final double LONG_S = 60;
    private static final double ROOM_SHARE = 0.04;
    private static final double FORGET = 0.95;
    private static final int LONG_RTT_MS = OWN;

    public Gradient2Law(PacingConfig config) {
        super(config, 1);
    }

    @Override
    public String name() {
        return PacingAlgorithm.GRADIENT2.word();
    }

    @Override
    double rate(double before, PathSignals signals, double seconds, double[] memory) {
        double present = signals.rttP50Ms();
        double slow = Double.isNaN(memory[LONG_RTT_MS]) ? present : memory[LONG_RTT_MS];
        slow += (present - slow) * (1 - Math.exp(-seconds / LONG_S));
        if (slow / present > 2) {
            slow *= FORGET;
        }
        memory[LONG_RTT_MS] = slow;
        double gradient = within(TOLERANCE * slow / present, LEAST_GRADIENT, 1);
        double wanted = before * gradient + ROOM_SHARE * config.rateCap();
        return before + SMOOTHING * (wanted - before);
    }
}

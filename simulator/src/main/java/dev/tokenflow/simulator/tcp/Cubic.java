package dev.tokenflow.simulator.tcp;

/**
 * The congestion window in segments: slow start with the delay part of HyStart (Ha and Rhee 2011, constants of Linux),
 * then CUBIC (RFC 9438) with its Reno-friendly region and fast convergence. Pure: time is an argument.
 */
final class Cubic {
    static final int INITIAL_WINDOW = 10;

    private static final double C = 0.4;
    private static final double BETA = 0.7;
    private static final double RENO_ALPHA = 3 * (1 - BETA) / (1 + BETA);
    private static final long NO_EPOCH = Long.MIN_VALUE;
    private static final int HYSTART_LOW_WINDOW = 16;
    private static final int HYSTART_SAMPLES = 8;
    private static final long HYSTART_MIN_NS = 4_000_000L;
    private static final long HYSTART_MAX_NS = 16_000_000L;

    private double window = INITIAL_WINDOW;
    private double threshold = Double.POSITIVE_INFINITY;
    private double windowMax;
    private double windowPrior;
    private long epochNs = NO_EPOCH;
    private double origin;
    private double k;
    private double renoWindow;

    private long roundRttNs = Long.MAX_VALUE;
    private int roundSamples;

    /** Segments that may be in flight. */
    int window() {
        return (int) Math.max(1, window);
    }

    /** Slow-start threshold in segments; infinite before the first loss. */
    double threshold() {
        return threshold;
    }

    boolean inSlowStart() {
        return window < threshold;
    }

    /** Segments were acknowledged while the window was what limited the sender. */
    void acknowledged(int segments, long nowNs, long srttNs) {
        int left = segments;
        if (inSlowStart()) {
            double room = threshold - window;
            int used = (int) Math.min(left, Math.ceil(room));
            window = Math.min(threshold, window + used);
            left -= used;
        }
        if (left > 0) {
            avoidCongestion(left, nowNs, srttNs);
        }
    }

    /** Nothing was in flight for {@code idleNs}: that time does not count. */
    void idle(long idleNs, long nowNs) {
        if (epochNs != NO_EPOCH) {
            epochNs = Math.min(nowNs, epochNs + idleNs);
        }
    }

    /** A round of acknowledgements begins. */
    void newRound() {
        roundRttNs = Long.MAX_VALUE;
        roundSamples = 0;
    }

    /** Leaves slow start once a round's smallest RTT shows a queue. */
    void observeRtt(long rttNs, long minRttNs) {
        if (!inSlowStart() || window < HYSTART_LOW_WINDOW) {
            return;
        }
        if (roundSamples < HYSTART_SAMPLES) {
            roundSamples++;
            roundRttNs = Math.min(roundRttNs, rttNs);
        } else if (roundRttNs > minRttNs + Math.clamp(minRttNs / 8, HYSTART_MIN_NS, HYSTART_MAX_NS)) {
            threshold = window;
        }
    }

    /** A loss was detected: lowers the threshold; recovery then brings the window down to it. */
    void reduce() {
        windowPrior = window;
        windowMax = window < windowMax ? window * (1 + BETA) / 2 : window;
        threshold = Math.max(2, window * BETA);
        epochNs = NO_EPOCH;
    }

    /** Sets the window, as recovery, a timeout or an undo asks. */
    void window(double segments) {
        window = segments;
    }

    /** The reduction was for nothing: restores what was before. */
    void undo(double priorWindow, double priorThreshold) {
        window = Math.max(window, priorWindow);
        threshold = Math.max(threshold, priorThreshold);
        windowMax = Math.max(windowMax, priorWindow);
        epochNs = NO_EPOCH;
    }

    /**
     * For a timeout's time no more than {@code used} segments were in flight: the window comes half the way, never
     * below the initial one.
     */
    void applicationLimited(int used) {
        double kept = Math.max(used, INITIAL_WINDOW);
        if (kept < window) {
            threshold = Math.max(threshold, window * 3 / 4);
            window = Math.floor((window + kept) / 2);
        }
    }

    /**
     * Nothing was sent for {@code idleNs}: the window decays to the initial one, halving once a timeout (RFC 2861, as
     * Linux).
     */
    void restartAfterIdle(long idleNs, long rtoNs) {
        threshold = Math.max(threshold, window * 3 / 4);
        double floor = Math.min(INITIAL_WINDOW, window);
        for (long restNs = idleNs - rtoNs; restNs > 0 && window > floor; restNs -= rtoNs) {
            window /= 2;
        }
        window = Math.max(window, floor);
        epochNs = NO_EPOCH;
    }

    private void avoidCongestion(int segments, long nowNs, long srttNs) {
        if (epochNs == NO_EPOCH) {
            beginEpoch(nowNs);
        }
        double elapsedS = (nowNs - epochNs) / 1e9;
        double target = Math.clamp(cubicWindow(elapsedS + srttNs / 1e9), window, 1.5 * window);
        renoWindow += (renoWindow < windowPrior ? RENO_ALPHA : 1) * segments / window;
        if (cubicWindow(elapsedS) < renoWindow) {
            window = Math.max(window, renoWindow);
        } else {
            window += (target - window) / window * segments;
        }
    }

    private void beginEpoch(long nowNs) {
        epochNs = nowNs;
        renoWindow = window;
        if (window < windowMax) {
            k = Math.cbrt((windowMax - window) / C);
            origin = windowMax;
        } else {
            k = 0;
            origin = window;
        }
    }

    private double cubicWindow(double elapsedS) {
        double fromPlateau = elapsedS - k;
        return C * fromPlateau * fromPlateau * fromPlateau + origin;
    }
}

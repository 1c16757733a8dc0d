package dev.tokenflow.lab.diagnosis;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.path.PathSignals;

/**
 * What a monitoring page would do without us: fixed thresholds on the short window's round trip and on the share of
 * segments sent again, and half a second of silence.
 */
final class ThresholdRule {
    private static final double RTT_FACTOR = 1.5;
    private static final double RETRANSMIT_SHARE = 0.005;
    private static final long SILENCE_MS = 500;

    private ThresholdRule() {}

    static Diagnosis of(PathSignals in) {
        if (in.sampleAgeMs() >= SILENCE_MS && in.inFlight() > 0) {
            return Diagnosis.OUTAGE;
        }
        boolean high = in.rttP50Ms() > RTT_FACTOR * in.baselineRttMs();
        boolean loses = in.segments() > 0 && (double) in.retransmits() / in.segments() > RETRANSMIT_SHARE;
        return high
                ? (loses ? Diagnosis.CONGESTION_AND_LOSS : Diagnosis.CONGESTION)
                : loses ? Diagnosis.LOSS : Diagnosis.NORMAL;
    }
}

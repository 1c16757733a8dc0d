package dev.tokenflow.core.model.path;

import dev.tokenflow.core.diagnosis.Diagnosis;

/**
 * Names the kind of an anomaly: round trips that rise without retransmits mean a queue, retransmits mean loss. Whether
 * it is an anomaly at all is decided by the forest's score, compared with its scores of ordinary samples.
 */
public final class PathDiagnosis {
    /** Name of the metric of a forest that says which score of its training samples only few exceed. */
    public static final String THRESHOLD = "anomaly_threshold";

    /**
     * A share of segments sent again above which losses, not the queue, are the matter: a queue that overflows loses
     * less.
     */
    static final double LOSS_SHARE = 0.01;

    /** Round trips this many times the baseline are a queue, whatever is lost besides. */
    static final double QUEUE_RATIO = 2;

    /** Round trips this little above the baseline are no queue. */
    static final double FLAT_RATIO = 1.25;

    /** From this share of the time on in which the receiver's window is the limit, round trips tell of the reader. */
    static final double RECEIVER_SHARE = 0.5;

    private PathDiagnosis() {}

    /**
     * @param sample {@link PathSample#isMeasured measured}
     * @param score the forest's, 0 to 1
     * @param threshold above which a score is out of the ordinary
     */
    public static Diagnosis of(PathSample sample, double score, double threshold) {
        if (!(score > threshold)) {
            return Diagnosis.NORMAL;
        }
        double ratio = Math.max(sample.recentRttMs(), sample.p50RttMs()) / sample.baselineRttMs();
        long lost = sample.lost();
        boolean losing = sample.segments() > 0 && (double) lost / sample.segments() > LOSS_SHARE;
        if (losing && ratio < QUEUE_RATIO) {
            return Diagnosis.LOSS;
        }
        boolean isReader = sample.facts().receiverLimitedShare() >= RECEIVER_SHARE;
        return ratio > FLAT_RATIO && !isReader ? Diagnosis.CONGESTION : lost > 0 ? Diagnosis.LOSS : Diagnosis.NORMAL;
    }
}

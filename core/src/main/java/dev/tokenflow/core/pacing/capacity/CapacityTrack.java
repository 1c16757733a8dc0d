package dev.tokenflow.core.pacing.capacity;

import dev.tokenflow.core.model.tree.FeatureSchema;
import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.path.PathSignals;

/**
 * What the recent past of one path says of what it will carry: the inputs of a model of its capacity.
 *
 * <p>A moment is <em>saturated</em> when a queue has stood for the whole short window: what is delivered then is what
 * the path carries. At any other moment what is delivered is what the senders want, and the path carries at least that:
 * such moments are censored. They make no capacity here; they only let time pass, and their load is an input of its
 * own.
 *
 * <p>All inputs are relative to the capacity that was measured last, so what is learned on one link holds on a link ten
 * times as fast.
 */
public final class CapacityTrack {
    /** The inputs, in order. */
    public static final FeatureSchema INPUTS = FeatureSchema.of(
            "log_newest_pane_over_last",
            "log_mean_1s_over_last",
            "log_mean_3s_over_last",
            "log_mean_10s_over_last",
            "log_mean_60s_over_last",
            "log_deviation_3s",
            "log_deviation_60s",
            "log_lowest_10s_over_last",
            "log_lowest_60s_over_last",
            "log_highest_60s_over_last",
            "log_load_over_last",
            "saturated_share_10s",
            "saturated_share_60s",
            "log_since_saturated_s",
            "log_queue_age_s",
            "log_queue_over_baseline",
            "dips_a_minute",
            "log_memory_low_over_last",
            "log_memory_median_over_last");

    private static final double MEMORY_S = 60;
    private static final double LONGEST_STEP_S = 0.5;
    private static final double SHORT_WINDOW_MS = 300;

    /** From this share of the time on, the reader sets the pace, and nothing is learnt of the path. */
    private static final double RECEIVER_LIMITED = 0.5;

    private static final double LOW_SHARE = 0.05;

    /** A capacity below this share of the mean of ten seconds is a dip, which ends above the second share. */
    private static final double DIP_BEGINS = 0.6;

    private static final double DIP_ENDS = 0.8;

    private final double minTargetMs;
    private final double targetShare;
    private final CapacityHistory history = new CapacityHistory();
    private final FadingLog second = new FadingLog(1);
    private final FadingLog three = new FadingLog(3);
    private final FadingLog ten = new FadingLog(10);
    private final FadingLog sixty = new FadingLog(60);
    private double lowestTen = Double.NaN;
    private double lowestSixty = Double.NaN;
    private double highestSixty = Double.NaN;
    private double last = Double.NaN;
    private double dips;
    private boolean inDip;
    private boolean saturated;
    private long nowMs = Long.MIN_VALUE;
    private long queueSinceMs = Long.MIN_VALUE;
    private long saturatedAtMs = Long.MIN_VALUE;
    private double queueMs;
    private double baselineMs;
    private double load;
    private double newest;

    /** @param config says what counts as a queue */
    public CapacityTrack(PacingConfig config) {
        minTargetMs = config.minTargetMs();
        targetShare = config.targetShare();
    }

    /** One reading of the path; readings come in order. */
    public void read(PathSignals in) {
        double seconds = nowMs == Long.MIN_VALUE ? 0 : Math.min(LONGEST_STEP_S, Math.max(0, in.nowMs() - nowMs) / 1e3);
        pass(nowMs == Long.MIN_VALUE ? 0 : Math.max(0, in.nowMs() - nowMs) / 1e3);
        nowMs = in.nowMs();
        baselineMs = in.baselineRttMs();
        double rtt = PathSignals.isPositive(in.newestRttMs()) ? in.newestRttMs() : in.rttP50Ms();
        queueMs = Math.max(0, rtt - baselineMs);
        load = in.deliveryRate();
        newest = in.newestDeliveryRate();
        boolean isReader = in.causes().receiverLimitedShare() >= RECEIVER_LIMITED;
        boolean queue = !isReader && queueMs > Math.max(minTargetMs, targetShare * baselineMs);
        if (!queue) {
            queueSinceMs = Long.MIN_VALUE;
        } else if (queueSinceMs == Long.MIN_VALUE) {
            queueSinceMs = nowMs;
        }
        saturated = queue && nowMs - queueSinceMs >= SHORT_WINDOW_MS && PathSignals.isPositive(load);
        if (saturated) {
            measure(load, seconds);
        } else if (!queue && !isReader && PathSignals.isPositive(load)) {
            history.carried(load, seconds);
        }
    }

    private void pass(double seconds) {
        history.decay(seconds, MEMORY_S);
        second.decay(seconds);
        three.decay(seconds);
        ten.decay(seconds);
        sixty.decay(seconds);
        dips *= Math.exp(-seconds / MEMORY_S);
        if (!Double.isNaN(last)) {
            double log = Math.log(last);
            lowestTen += (log - lowestTen) * (1 - Math.exp(-seconds / 10));
            lowestSixty += (log - lowestSixty) * (1 - Math.exp(-seconds / 60));
            highestSixty += (log - highestSixty) * (1 - Math.exp(-seconds / 60));
        }
    }

    private void measure(double capacity, double seconds) {
        double log = Math.log(capacity);
        history.saturated(capacity, seconds);
        second.add(log, seconds);
        three.add(log, seconds);
        ten.add(log, seconds);
        sixty.add(log, seconds);
        lowestTen = Double.isNaN(lowestTen) ? log : Math.min(lowestTen, log);
        lowestSixty = Double.isNaN(lowestSixty) ? log : Math.min(lowestSixty, log);
        highestSixty = Double.isNaN(highestSixty) ? log : Math.max(highestSixty, log);
        double relative = Math.exp(log - ten.mean());
        if (!inDip && relative < DIP_BEGINS) {
            inDip = true;
            dips++;
        } else if (inDip && relative > DIP_ENDS) {
            inDip = false;
        }
        last = capacity;
        saturatedAtMs = nowMs;
    }

    /** Whether the newest reading measured the capacity. */
    public boolean isSaturated() {
        return saturated;
    }

    /** Whether a queue stood in the newest reading, for however short a time. */
    public boolean hasQueue() {
        return queueSinceMs != Long.MIN_VALUE;
    }

    /** Time of the newest reading, ms. */
    public long nowMs() {
        return nowMs;
    }

    /** What was delivered in the short window of the newest reading, wire bytes a second. */
    public double load() {
        return load;
    }

    /** The capacity as it was last measured, wire bytes a second; NaN = never. */
    public double last() {
        return last;
    }

    /**
     * The capacity than which the path is slower in {@code share} of the remembered time, as the law's own memory says
     * it, wire bytes a second; infinite when it was never seen to be slow.
     */
    public double remembered(double share) {
        return history.quantile(share, 0);
    }

    /**
     * Fills in {@link #INPUTS}; what is unknown is NaN.
     *
     * @param row as long as {@link #INPUTS}
     */
    public void inputs(double[] row) {
        double log = Math.log(last);
        row[0] = newest > 0 ? Math.log(newest) - log : Double.NaN;
        row[1] = second.mean() - log;
        row[2] = three.mean() - log;
        row[3] = ten.mean() - log;
        row[4] = sixty.mean() - log;
        row[5] = three.deviation();
        row[6] = sixty.deviation();
        row[7] = lowestTen - log;
        row[8] = lowestSixty - log;
        row[9] = highestSixty - log;
        row[10] = load > 0 ? Math.log(load) - log : Double.NaN;
        row[11] = ten.share();
        row[12] = sixty.share();
        row[13] = since(saturatedAtMs);
        row[14] = since(queueSinceMs);
        row[15] = Math.log1p(queueMs / baselineMs);
        row[16] = dips;
        row[17] = logOf(remembered(LOW_SHARE)) - log;
        row[18] = logOf(remembered(0.5)) - log;
    }

    private double since(long ms) {
        return ms == Long.MIN_VALUE ? Double.NaN : Math.log1p((nowMs - ms) / 1e3);
    }

    private static double logOf(double value) {
        return PathSignals.isPositive(value) ? Math.log(value) : Double.NaN;
    }
}

package dev.tokenflow.bench.pipeline.measure;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What happened while the pipeline was sent events at one rate.
 *
 * @param offered events a second that should have been sent
 * @param sent events a second that were
 * @param taken events a second the job took in
 * @param lag events sent and not taken in
 * @param hintAge how far the event time of the newest hint was behind the clock, ms
 * @param waitingForBroker of these, not acknowledged by the broker at the end
 * @param hints hints a second that became visible
 * @param untold alarms that no hint told in time
 * @param wrong events and batches late, missing, refused, stale or twice
 * @param slips times the generator gave up what it should have sent
 * @param loopMs latency of the hints that were fetched
 * @param generatorLateMs how late batches were made
 */
public record LoadRound(
        double offered,
        double sent,
        double taken,
        LagTrend lag,
        LagTrend hintAge,
        long waitingForBroker,
        double hints,
        long untold,
        long wrong,
        long slips,
        Percentiles loopMs,
        Percentiles generatorLateMs) {
    private static final double MS_A_SECOND = 1_000;
    private static final double MIN_SENT = 0.95;

    /** Median lag as the time in which so many events are sent, ms. */
    public double lagMs() {
        return 1e3 * lag.median() / offered;
    }

    /** Why the pipeline does not hold this rate; null when it does. */
    @Nullable
    public String objection() {
        return objection(LagTrend.MAX_GROWTH);
    }

    /** The same where the lag may grow by another share of the rate. */
    @Nullable
    public String objection(double maxGrowth) {
        if (slips > 0 || sent < MIN_SENT * offered) {
            return say("the generator sends only %,.0f events/s", sent);
        }
        if (!lag.isStable(offered, maxGrowth)) {
            return say(
                    "the lag of %,.0f ms grows by %,.0f events/s, the broker has yet to take %,d",
                    1e3 * lag.last() / offered, lag.growth(), waitingForBroker);
        }
        if (!hintAge.isStable(MS_A_SECOND, LagTrend.MAX_COARSE_GROWTH)) {
            return say("hints are of %,.0f ms ago, by %,.0f ms more every second", hintAge.last(), hintAge.growth());
        }
        if (wrong > 0) {
            return say("%,d events or batches are late, missing, refused, stale or come twice", wrong);
        }
        if (untold > 0) {
            return say("%,d alarms are told by no hint", untold);
        }
        return null;
    }

    private static String say(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}

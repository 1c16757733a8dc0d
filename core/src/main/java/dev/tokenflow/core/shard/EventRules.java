package dev.tokenflow.core.shard;

import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.TcpEventView;
import org.jspecify.annotations.Nullable;

/**
 * Which events may take part in features. A struct that the kernel could not have written would spoil a path's sums and
 * its baseline for minutes, so it is rejected.
 */
public final class EventRules {
    /** Longest believable round trip: the kernel gives up on a connection long before. */
    static final long MAX_RTT_US = 600_000_000L;

    /** Most samples one event may stand for. */
    static final long MAX_SAMPLES = PaneAccumulator.MAX_SAMPLES;

    private static final long MAX_DELTA_BYTES = 1L << 40;
    private static final long MAX_DELTA_SEGMENTS = 1L << 30;
    private static final long FUTURE_NS = 50_000_000L;

    private EventRules() {}

    /**
     * Why the event must be rejected, as a short word fit for a metric label; null when it may be used.
     *
     * @param closedNs when its batch was closed: no event is later, but for a few ms between processors
     */
    public static @Nullable String rejectReason(TcpEventView event, long closedNs) {
        if (!EventKind.isKnown(event.kindCode())) {
            return "unknown-kind";
        }
        if (event.tsNs() - closedNs > FUTURE_NS) {
            return "future";
        }
        return areDeltasPlausible(event) && areSamplesPlausible(event) ? null : "implausible";
    }

    private static boolean areDeltasPlausible(TcpEventView event) {
        return event.bytesAckedDelta() >= 0
                && event.bytesAckedDelta() <= MAX_DELTA_BYTES
                && event.deliveredDelta() <= MAX_DELTA_SEGMENTS
                && event.dsackDelta() <= MAX_DELTA_SEGMENTS
                && event.segments() <= MAX_DELTA_SEGMENTS
                && event.retransDelta() <= MAX_DELTA_SEGMENTS
                && event.deliveredCeDelta() <= MAX_DELTA_SEGMENTS
                && event.rwndLimitedDeltaUs() <= event.busyDeltaUs()
                && event.sndbufLimitedDeltaUs() <= event.busyDeltaUs();
    }

    /**
     * The smallest and the largest sample are among them, so the sum has less room than all of them between these two.
     */
    private static boolean areSamplesPlausible(TcpEventView event) {
        long count = event.rttCount();
        return count == 0
                || (count <= MAX_SAMPLES
                        && event.rttMinUs() > 0
                        && event.rttMinUs() <= event.rttMaxUs()
                        && event.rttMaxUs() <= MAX_RTT_US
                        && event.rttSumUs() >= (count - 1) * event.rttMinUs() + event.rttMaxUs()
                        && event.rttSumUs() <= event.rttMinUs() + (count - 1) * event.rttMaxUs());
    }
}

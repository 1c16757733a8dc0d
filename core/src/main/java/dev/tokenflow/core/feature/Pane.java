package dev.tokenflow.core.feature;

import dev.tokenflow.core.pacing.Scope;

/**
 * What one source saw of one path in one short slot of event time. Sums of the kernel's own deltas, so that the order of events does not matter.
 *
 * @param scope            what the key names
 * @param key              address, prefix or site
 * @param source           who saw it: agent id and shard; empty when panes of several were merged
 * @param endMs            exclusive end of the slot, ms since 1970
 * @param rtt              round-trip samples
 * @param variationSumUs   the kernel's mean deviation of the RTT (mdev), summed over all samples
 * @param bytesAcked       payload bytes acknowledged
 * @param delivered        segments delivered
 * @param retransmits      segments sent again
 * @param dsacks           duplicates reported by the peers
 * @param appLimited       samples whose delivery rate was limited by the application
 * @param newestSampleMs   wall-clock ms of the newest RTT sample; {@link #NEVER} when there is none
 * @param oldestEventNs    wall-clock ns of the oldest event; {@link #NO_EVENT} when there is none
 * @param gauges           sockets as of {@code endMs}
 */
public record Pane(
        Scope scope,
        String key,
        String source,
        long endMs,
        RttSketch rtt,
        long variationSumUs,
        long bytesAcked,
        long delivered,
        long retransmits,
        long dsacks,
        long appLimited,
        long newestSampleMs,
        long oldestEventNs,
        SocketGauges gauges) {
    /** A time that has not come. */
    public static final long NEVER = Long.MIN_VALUE;

    /** Later than any event. */
    public static final long NO_EVENT = Long.MAX_VALUE;

    /** The same path and slot, seen by two sources. */
    public Pane plus(Pane other) {
        return new Pane(
                scope,
                key,
                source.equals(other.source) ? source : "",
                endMs,
                rtt.plus(other.rtt),
                variationSumUs + other.variationSumUs,
                bytesAcked + other.bytesAcked,
                delivered + other.delivered,
                retransmits + other.retransmits,
                dsacks + other.dsacks,
                appLimited + other.appLimited,
                Math.max(newestSampleMs, other.newestSampleMs),
                Math.min(oldestEventNs, other.oldestEventNs),
                gauges.plus(other.gauges));
    }

    /** Name of the path: the same as the Kafka key of its hint. */
    public String path() {
        return scope.word() + "/" + key;
    }

    /** Whether any event fell into the slot; without one the pane only tells a change of the gauges. */
    public boolean hasEvents() {
        return oldestEventNs != NO_EVENT;
    }
}

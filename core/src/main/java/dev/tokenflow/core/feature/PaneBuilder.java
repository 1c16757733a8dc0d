package dev.tokenflow.core.feature;

import dev.tokenflow.core.event.EventKind;
import dev.tokenflow.core.event.TcpEventView;
import dev.tokenflow.core.pacing.Scope;

/** Folds the events of one path and slot into a {@link Pane}; the order of events and gauges does not matter. */
final class PaneBuilder {
    private final Scope scope;
    private final String key;
    private final RttHistogram rtt = new RttHistogram();
    private long variationSumUs;
    private long bytesAcked;
    private long delivered;
    private long retransmits;
    private long dsacks;
    private long appLimited;
    private long newestSampleMs = Pane.NEVER;
    private long oldestEventNs = Pane.NO_EVENT;
    private SocketGauges gauges = SocketGauges.NONE;

    PaneBuilder(Scope scope, String key) {
        this.scope = scope;
        this.key = key;
    }

    void add(TcpEventView event, long wallNs) {
        oldestEventNs = Math.min(oldestEventNs, wallNs);
        bytesAcked += event.bytesAckedDelta();
        delivered += event.deliveredDelta();
        dsacks += event.dsackDelta();
        if (event.kindCode() == EventKind.RETRANSMIT.code()) {
            retransmits += event.segments();
        }
        int samples = (int) event.rttCount();
        if (samples > 0) {
            rtt.addFold(samples, event.rttSumUs(), (int) event.rttMinUs(), (int) event.rttMaxUs());
            variationSumUs += samples * event.mdevUs();
            appLimited += event.appLimited() ? samples : 0;
            newestSampleMs = Math.max(newestSampleMs, Math.floorDiv(wallNs, 1_000_000L));
        }
    }

    void add(SocketGauges socket) {
        gauges = gauges.plus(socket);
    }

    Pane build(String source, long endMs) {
        return new Pane(
                scope,
                key,
                source,
                endMs,
                rtt.toSketch(),
                variationSumUs,
                bytesAcked,
                delivered,
                retransmits,
                dsacks,
                appLimited,
                newestSampleMs,
                oldestEventNs,
                gauges);
    }
}

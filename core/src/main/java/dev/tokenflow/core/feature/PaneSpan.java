package dev.tokenflow.core.feature;

/** Panes of one path summed over a span of time. */
final class PaneSpan {
    private final RttHistogram rtt = new RttHistogram();
    private long variationSumUs;
    private long bytesAcked;
    private long delivered;
    private long retransmits;
    private long dsacks;
    private long appLimited;

    /** Sums the panes whose slots lie in (fromMs, toMs]. */
    static PaneSpan of(Pane[] panes, long fromMs, long toMs) {
        PaneSpan span = new PaneSpan();
        for (int i = panes.length - 1; i >= 0 && panes[i].endMs() > fromMs; i--) {
            if (panes[i].endMs() <= toMs) {
                span.add(panes[i]);
            }
        }
        return span;
    }

    private void add(Pane pane) {
        rtt.add(pane.rtt());
        variationSumUs += pane.variationSumUs();
        bytesAcked += pane.bytesAcked();
        delivered += pane.delivered();
        retransmits += pane.retransmits();
        dsacks += pane.dsacks();
        appLimited += pane.appLimited();
    }

    RttHistogram rtt() {
        return rtt;
    }

    long bytesAcked() {
        return bytesAcked;
    }

    long retransmits() {
        return retransmits;
    }

    long dsacks() {
        return dsacks;
    }

    /** Segments delivered or sent again. */
    long segments() {
        return delivered + retransmits;
    }

    /** Payload and headers of what was acknowledged. */
    double wireBytes(double headerBytes) {
        return bytesAcked + headerBytes * delivered;
    }

    double retransmitRate() {
        return segments() == 0 ? Double.NaN : (double) retransmits / segments();
    }

    double appLimitedShare() {
        return rtt.count() == 0 ? Double.NaN : (double) appLimited / rtt.count();
    }

    double variationMs() {
        return rtt.count() == 0 ? Double.NaN : variationSumUs / 1e3 / rtt.count();
    }
}

package dev.tokenflow.core.window;

import dev.tokenflow.core.pane.PaneFacts;
import dev.tokenflow.core.pane.PaneTimes;
import dev.tokenflow.core.pane.PaneView;
import dev.tokenflow.core.path.PathFacts;
import dev.tokenflow.core.path.PathName;

/**
 * What is known of causes in a path's window and its loss span. A part of {@link PathWindow}, and its superclass for
 * the same reason as {@link ShardGauges}.
 */
abstract class WindowFacts extends PathLog {
    private int limitPanes;
    private int reorderingPanes;
    private int timeouts;
    private int fastRetransmits;
    private int reorderings;
    private long busyMs;
    private long receiverLimitedMs;
    private long sendBufferLimitedMs;
    private long ecnDelivered;
    private long marked;

    int lossFastRetransmits;
    int lossReorderings;

    /** When a retransmission timer last ran out, ms. */
    long timeoutMs = PaneTimes.NEVER;

    /** The newest handshake whose round trip is known, ms, and that in us; 0 without one. */
    long handshakeMs = PaneTimes.NEVER;

    int handshakeUs;

    WindowFacts(PathName name) {
        super(name);
    }

    final void copyFactsTo(WindowFacts copy) {
        copy.limitPanes = limitPanes;
        copy.reorderingPanes = reorderingPanes;
        copy.timeouts = timeouts;
        copy.fastRetransmits = fastRetransmits;
        copy.reorderings = reorderings;
        copy.busyMs = busyMs;
        copy.receiverLimitedMs = receiverLimitedMs;
        copy.sendBufferLimitedMs = sendBufferLimitedMs;
        copy.ecnDelivered = ecnDelivered;
        copy.marked = marked;
        copy.lossFastRetransmits = lossFastRetransmits;
        copy.lossReorderings = lossReorderings;
        copy.timeoutMs = timeoutMs;
        copy.handshakeMs = handshakeMs;
        copy.handshakeUs = handshakeUs;
    }

    /** Takes in what is newest, whatever span it belongs to. */
    final void takeNewest(PaneView pane) {
        timeoutMs = Math.max(timeoutMs, pane.newestTimeoutMs());
        boolean isShorter = pane.handshakeMs() == handshakeMs && pane.handshakeUs() < handshakeUs;
        if (pane.handshakeMs() > handshakeMs || isShorter) {
            handshakeMs = pane.handshakeMs();
            handshakeUs = pane.handshakeUs();
        }
    }

    /**
     * A pane enters the window or leaves it.
     *
     * @param sign 1 or -1
     */
    final void countInWindow(PaneFacts pane, int sign) {
        limitPanes += pane.knowsLimits ? sign : 0;
        reorderingPanes += pane.knowsReordering ? sign : 0;
        timeouts += sign * (int) pane.timeouts;
        fastRetransmits += sign * (int) pane.fastRetransmits;
        reorderings += sign * (int) pane.reorderings;
        busyMs += sign * pane.busyMs;
        receiverLimitedMs += sign * pane.receiverLimitedMs;
        sendBufferLimitedMs += sign * pane.sendBufferLimitedMs;
        ecnDelivered += sign * pane.ecnDelivered;
        marked += sign * pane.marked;
    }

    /** The same for the loss span. */
    final void countInLossSpan(PaneFacts pane, int sign) {
        lossFastRetransmits += sign * (int) pane.fastRetransmits;
        lossReorderings += sign * (int) pane.reorderings;
    }

    /** Of the window. */
    final PathFacts facts() {
        boolean knowsCauses = limitPanes > 0 || timeouts > 0 || fastRetransmits > 0;
        return new PathFacts(
                knowsCauses ? timeouts : Double.NaN,
                knowsCauses ? fastRetransmits : Double.NaN,
                reorderingPanes > 0 ? reorderings : Double.NaN,
                PathFacts.share(receiverLimitedMs, busyMs),
                PathFacts.share(sendBufferLimitedMs, busyMs),
                PathFacts.share(marked, ecnDelivered),
                handshakeUs > 0 ? handshakeUs / 1e3 : Double.NaN);
    }
}

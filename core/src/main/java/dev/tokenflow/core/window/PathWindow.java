package dev.tokenflow.core.window;

import dev.tokenflow.core.pane.PaneBody;
import dev.tokenflow.core.pane.PaneTimes;
import dev.tokenflow.core.pane.PaneView;
import dev.tokenflow.core.pane.RttHistogram;
import dev.tokenflow.core.path.PathName;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one path. The panes of the long window stand packed in one log, oldest first. Four spans end at
 * the newest pane, and each begins where its cursor stands: the law's short window, its loss span, the window, the long
 * window. Taking in a pane adds it to the sums of all spans; advancing subtracts the panes that a cursor passes. So an
 * evaluation costs the same however long a window is. With few samples, quantiles are exact and come from the log; with
 * many, they come from a histogram that is kept up to date in the same way. Mutable, not thread-safe.
 *
 * <p>The cursors and sums are plain fields on purpose: there may be half a million of these objects, and an object for
 * each span would cost more memory than the sums themselves.
 */
final class PathWindow extends WindowFacts {
    private static final int FEWER = PaneBody.EXACT_SAMPLES / 2;

    long count;
    long sumUs;
    long variationUs;
    long bytesAcked;
    long delivered;
    long retransmits;
    long dsacks;
    long appLimited;
    long longCount;
    long longSumUs;
    long lossDelivered;
    long lossRetransmits;
    long lossDsacks;

    @Nullable
    RttHistogram dense;

    @Nullable
    RttHistogram longDense;

    @Nullable
    SlidingExtreme least;

    @Nullable
    SlidingExtreme most;

    final SlidingExtreme baseline;

    long newestSampleMs = PaneTimes.NEVER;
    long oldestNewNs = PaneTimes.NO_EVENT; // since it was last looked at

    long lastPaneMs = PaneTimes.NEVER;
    long lastEvaluatedMs = PaneTimes.NEVER;

    /** When it last took a step. */
    long steppedMs = PaneTimes.NEVER;

    /** Whether a pane came since it was last read whole. */
    boolean isDirty;

    /** Whether it stands in the list of those that are to be read whole. */
    boolean isListed;

    /** Whether a pane came since it last took a step, so that it stands in the lists of those that take one. */
    boolean isStepDue;

    /** Whether it was forgotten. */
    boolean gone;

    /** The slide at which it is looked at in its turn. */
    long dueSlide;

    /** Whether it is looked at before. */
    boolean isHastened;

    /** The checkpoint that may still have to save it as it is, and its number there. */
    @Nullable
    Frozen frozen;

    int frozenAt;

    /** Next in the list of those due at the same slide. */
    @Nullable
    PathWindow nextDue;

    @Nullable
    PathWindow older;

    @Nullable
    PathWindow newer;

    PathWindow(PathName name) {
        this(name, SlidingExtreme.minimum());
    }

    private PathWindow(PathName name, SlidingExtreme baseline) {
        super(name);
        this.baseline = baseline;
    }

    /** The same, to be changed on its own; it is still to be put on the lists it belongs to. */
    PathWindow copy() {
        PathWindow copy = new PathWindow(name, baseline.copy());
        copyLogTo(copy);
        copyFactsTo(copy);
        copy.count = count;
        copy.sumUs = sumUs;
        copy.variationUs = variationUs;
        copy.bytesAcked = bytesAcked;
        copy.delivered = delivered;
        copy.retransmits = retransmits;
        copy.dsacks = dsacks;
        copy.appLimited = appLimited;
        copy.longCount = longCount;
        copy.longSumUs = longSumUs;
        copy.lossDelivered = lossDelivered;
        copy.lossRetransmits = lossRetransmits;
        copy.lossDsacks = lossDsacks;
        copy.dense = dense == null ? null : dense.copy();
        copy.longDense = longDense == null ? null : longDense.copy();
        copy.least = least == null ? null : least.copy();
        copy.most = most == null ? null : most.copy();
        copy.newestSampleMs = newestSampleMs;
        copy.oldestNewNs = oldestNewNs;
        copy.gauges = gauges.clone();
        copy.lastPaneMs = lastPaneMs;
        copy.lastEvaluatedMs = lastEvaluatedMs;
        copy.steppedMs = steppedMs;
        copy.isDirty = isDirty;
        copy.isListed = isListed;
        copy.isStepDue = isStepDue;
        copy.pacing = pacing;
        copy.rowMs = rowMs;
        return copy;
    }

    /** To be called before anything that is saved is changed. */
    void thaw() {
        Frozen waiting = frozen;
        if (waiting != null) {
            frozen = null;
            waiting.keep(frozenAt);
        }
    }

    // ---- taking in ------------------------------------------------------------------------------

    /**
     * Takes in a pane of {@code shard}. Panes come in the order of time; one that is older than the newest all the same
     * is counted as if it belonged to the newest.
     *
     * @param shard number of the shard in its group
     */
    void add(PaneView pane, int shard, RollSpans spans) {
        lastPaneMs = Math.max(lastPaneMs, pane.endMs());
        newestSampleMs = Math.max(newestSampleMs, pane.newestSampleMs());
        oldestNewNs = Math.min(oldestNewNs, pane.oldestEventNs());
        takeNewest(pane);
        gauge(shard, pane);
        if (!pane.hasEvents()) {
            return;
        }
        long paneNumber = Math.max(spans.paneNumber(pane.endMs()), end == longAt ? Long.MIN_VALUE : lastPaneNumber);
        append(paneNumber, pane.bytes(), pane.bodyAt(), pane.bodyLength());
        count(paneNumber, pane.body(), spans);
    }

    private void count(long paneNumber, PaneBody pane, RollSpans spans) {
        bytesAcked += pane.bytesAcked;
        delivered += pane.delivered;
        retransmits += pane.retransmits;
        dsacks += pane.dsacks;
        lossDelivered += pane.delivered;
        lossRetransmits += pane.retransmits;
        lossDsacks += pane.dsacks;
        countInWindow(pane.facts, 1);
        countInLossSpan(pane.facts, 1);
        diagnosis.count(
                pane.delivered,
                pane.retransmits,
                pane.facts.fastRetransmits,
                pane.dsacks,
                pane.facts.reorderings,
                pane.count > 0);
        if (pane.count == 0) {
            return;
        }
        count += pane.count;
        sumUs += pane.sumUs;
        variationUs += pane.variationSumUs;
        appLimited += pane.appLimited;
        longCount += pane.count;
        longSumUs += pane.sumUs;
        baseline.add(spans.baselineBlock(paneNumber), pane.minUs);
        if (dense != null) {
            dense.add(pane, 1);
        }
        if (least != null && most != null) {
            least.add(paneNumber, pane.minUs);
            most.add(paneNumber, pane.maxUs);
        }
        if (longDense != null) {
            longDense.add(pane, 1);
        }
    }

    // ---- advancing ------------------------------------------------------------------------------

    /** Moves the beginning of every span to where it is for a window that ends with pane number {@code now}. */
    void advance(long now, RollSpans spans) {
        PaneBody pane = spans.body;
        while (shortAt < end && spans.peek(log, shortAt, shortBase) <= now - spans.shortPanes) {
            shortBase = spans.paneNumber;
            shortAt = spans.next;
        }
        while (lossAt < end && spans.peek(log, lossAt, lossBase) <= now - spans.lossPanes) {
            spans.readCounters();
            lossDelivered -= pane.delivered;
            lossRetransmits -= pane.retransmits;
            lossDsacks -= pane.dsacks;
            countInLossSpan(pane.facts, -1);
            lossBase = spans.paneNumber;
            lossAt = spans.next;
        }
        while (windowAt < end && spans.peek(log, windowAt, windowBase) <= now - spans.windowPanes) {
            spans.readBody();
            subtract(pane);
            windowBase = spans.paneNumber;
            windowAt = spans.next;
        }
        while (longAt < end && spans.peek(log, longAt, longBase) <= now - spans.longPanes) {
            spans.readBody();
            longCount -= pane.count;
            longSumUs -= pane.sumUs;
            if (longDense != null) {
                longDense.add(pane, -1);
            }
            longBase = spans.paneNumber;
            longAt = spans.next;
        }
        baseline.expire(spans.lastExpiredBlock(now));
        settle(spans);
        if (least != null && most != null) {
            least.expire(now - spans.windowPanes);
            most.expire(now - spans.windowPanes);
        }
        if (longAt == end) {
            clear(now);
        }
    }

    private void subtract(PaneBody pane) {
        bytesAcked -= pane.bytesAcked;
        delivered -= pane.delivered;
        retransmits -= pane.retransmits;
        dsacks -= pane.dsacks;
        count -= pane.count;
        sumUs -= pane.sumUs;
        variationUs -= pane.variationSumUs;
        appLimited -= pane.appLimited;
        countInWindow(pane.facts, -1);
        if (dense != null) {
            dense.add(pane, -1);
        }
    }

    /** Histograms come when a span has more samples than are kept exact, and go when it has far fewer. */
    void settle(LogReader reader) {
        if (count > PaneBody.EXACT_SAMPLES && dense == null) {
            dense = new RttHistogram();
            least = SlidingExtreme.minimum();
            most = SlidingExtreme.maximum();
            long base = windowBase;
            for (int at = windowAt; at < end; at = reader.next) {
                base = reader.peek(log, at, base);
                PaneBody pane = reader.readBody();
                if (pane.count > 0) {
                    dense.add(pane, 1);
                    least.add(base, pane.minUs);
                    most.add(base, pane.maxUs);
                }
            }
        } else if (count < FEWER && dense != null) {
            dense = null;
            least = null;
            most = null;
        }
        if (longCount > PaneBody.EXACT_SAMPLES && longDense == null) {
            longDense = new RttHistogram();
            for (int at = longAt; at < end; at = reader.next) {
                reader.peek(log, at, 0);
                longDense.add(reader.readBody(), 1);
            }
        } else if (longCount < FEWER) {
            longDense = null;
        }
    }

    /** It was looked at: the events so far are no longer new. */
    void reported() {
        oldestNewNs = PaneTimes.NO_EVENT;
    }
}

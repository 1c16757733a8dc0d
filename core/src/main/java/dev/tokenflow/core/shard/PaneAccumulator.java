package dev.tokenflow.core.shard;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.core.pane.PaneBody;
import dev.tokenflow.core.pane.PaneTimes;
import dev.tokenflow.core.pane.PaneView;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.TcpEventView;
import org.jspecify.annotations.Nullable;

/**
 * Sums up the events of one path in one pane. It holds sums of the kernel's own deltas and its samples, so the order of
 * events does not matter.
 */
final class PaneAccumulator extends PaneSamples {

    final PathGauges path;
    final long endMs;

    /** The same path's next open pane. */
    @Nullable
    PaneAccumulator later;

    private long bytesAcked;
    private long delivered;
    private long retransmits;
    private long dsacks;
    private long appLimited;
    private long variationSumUs;
    private long newestSampleNs = Long.MIN_VALUE;
    private long oldestEventNs = PaneTimes.NO_EVENT;
    private boolean alarmed;
    private final FactSums facts = new FactSums();

    PaneAccumulator(PathGauges path, long endMs) {
        this.path = path;
        this.endMs = endMs;
    }

    void addEvent(TcpEventView event, long wallNs) {
        oldestEventNs = Math.min(oldestEventNs, wallNs);
        bytesAcked += event.bytesAckedDelta();
        delivered += event.deliveredDelta();
        dsacks += event.dsackDelta();
        retransmits += resent(event);
        facts.addEvent(event, wallNs);
        int n = (int) event.rttCount();
        if (n > 0 && n <= MAX_SAMPLES - count) {
            addSamples(n, event.rttSumUs(), (int) event.rttMinUs(), (int) event.rttMaxUs());
            variationSumUs += n * event.mdevUs();
            appLimited += event.appLimited() ? n : 0;
            newestSampleNs = Math.max(newestSampleNs, FactSums.sampledNs(event, wallNs));
        }
    }

    /**
     * Segments sent again since the connection's event before. The kernel's own counter is exact, but has those that
     * did not leave the host; an agent that does not know it tells of each attempt.
     */
    private static long resent(TcpEventView event) {
        boolean isAttempt = event.kindCode() == EventKind.RETRANSMIT.code();
        long notSent = isAttempt && event.notSent() ? event.segments() : 0;
        if (event.hasRetrans()) {
            return Math.max(0, event.retransDelta() - notSent);
        }
        return isAttempt ? event.segments() - notSent : 0;
    }

    /** Adds the pane of a path that is a part of this path. */
    void addPart(PaneAccumulator part) {
        oldestEventNs = Math.min(oldestEventNs, part.oldestEventNs);
        bytesAcked += part.bytesAcked;
        delivered += part.delivered;
        retransmits += part.retransmits;
        dsacks += part.dsacks;
        facts.addPart(part.facts);
        if (part.count > MAX_SAMPLES - count) {
            return;
        }
        newestSampleNs = Math.max(newestSampleNs, part.newestSampleNs);
        appLimited += part.appLimited;
        variationSumUs += part.variationSumUs;
        addSamplesOf(part);
    }

    long retransmits() {
        return retransmits;
    }

    /** Of these, tail loss probes. */
    long probes() {
        return facts.probes;
    }

    /** Whether a retransmission timer of its connections ran out. */
    boolean hasTimeout() {
        return facts.hasTimeout();
    }

    /** Whether no round trip was measured since a retransmission timer ran out. */
    boolean isUnanswered() {
        return facts.isUnanswered(newestSampleNs);
    }

    boolean isAlarmed() {
        return alarmed;
    }

    void markAlarmed() {
        alarmed = true;
    }

    /**
     * Appends the pane to a block.
     *
     * @param toMs when it ends: before {@link #endMs} when its shard is not waited for
     */
    void writeTo(PackedOutput out, PackedOutput scratch, long toMs, long panesBack) {
        int flags = PaneView.HAS_EVENTS | (count > 0 ? PaneView.HAS_SAMPLES : 0) | facts.headFlags();
        path.writeHead(out, flags, panesBack);
        out.putVarint(toMs * 1_000_000L - oldestEventNs);
        if (count > 0) {
            out.putVarint(toMs - Math.floorDiv(newestSampleNs, 1_000_000L));
        }
        facts.writeHead(out, toMs);
        scratch.reset();
        writeBody(scratch);
        out.putVarint(scratch.length()).putBytes(scratch.array(), 0, scratch.length());
    }

    private void writeBody(PackedOutput out) {
        boolean lossy = retransmits != 0 || dsacks != 0;
        long extraSumUs = extraSumUs();
        out.putByte((count > 0 ? PaneBody.HAS_RTT : 0)
                | (lossy ? PaneBody.HAS_LOSS : 0)
                | (extraSumUs != 0 ? PaneBody.HAS_EXTRA_SUM : 0)
                | (appLimited == count ? PaneBody.ALL_APP_LIMITED : appLimited > 0 ? PaneBody.SOME_APP_LIMITED : 0)
                | facts.flags());
        out.putVarint(bytesAcked).putVarint(delivered);
        if (lossy) {
            out.putVarint(retransmits).putVarint(dsacks);
        }
        facts.write(out, delivered);
        if (count == 0) {
            return;
        }
        out.putVarint(count).putVarint(variationSumUs);
        if (appLimited > 0 && appLimited < count) {
            out.putVarint(appLimited);
        }
        writeSamples(out, extraSumUs);
    }

    /** For a snapshot: everything that {@link #add} changes. */
    void save(PackedOutput out) {
        out.putVarint(bytesAcked).putVarint(delivered).putVarint(retransmits).putVarint(dsacks);
        out.putVarint(appLimited)
                .putVarint(variationSumUs)
                .putVarint(sumUs)
                .putVarint(minUs)
                .putVarint(maxUs);
        out.putLong(newestSampleNs)
                .putLong(oldestEventNs)
                .putLong(highUs)
                .putVarint(high)
                .putByte(alarmed ? 1 : 0);
        facts.save(out);
        saveSamples(out);
    }

    /** Reads what {@link #save} wrote into one that is new. */
    void load(PackedInput in) {
        bytesAcked = in.readVarint();
        delivered = in.readVarint();
        retransmits = in.readVarint();
        dsacks = in.readVarint();
        appLimited = in.readVarint();
        variationSumUs = in.readVarint();
        sumUs = in.readVarint();
        minUs = in.readInt();
        maxUs = in.readInt();
        newestSampleNs = in.readLong();
        oldestEventNs = in.readLong();
        highUs = in.readLong();
        high = in.readInt();
        alarmed = in.readByte() != 0;
        facts.load(in);
        loadSamples(in);
    }
}

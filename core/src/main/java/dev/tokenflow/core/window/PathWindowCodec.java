package dev.tokenflow.core.window;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.core.pacing.PathPacing;
import dev.tokenflow.core.pacing.saved.PathPacingCodec;
import dev.tokenflow.core.pane.PaneBody;

/** The saved form of a {@link PathWindow}; {@link GroupCodec} has the version. */
final class PathWindowCodec {
    private static final int DIRTY = 1;
    private static final int STEP_DUE = 2;
    private static final int DECIDED = 4;
    private static final int LISTED = 8;

    private PathWindowCodec() {}

    /** Everything but the name. Sums and histograms are left out: they follow from the log. */
    static void write(PackedOutput out, PathWindow path) {
        out.putLong(path.lastPaneMs)
                .putLong(path.lastEvaluatedMs)
                .putLong(path.newestSampleMs)
                .putLong(path.oldestNewNs);
        out.putLong(path.timeoutMs).putLong(path.handshakeMs).putVarint(path.handshakeUs);
        out.putLong(path.steppedMs).putLong(path.rowMs);
        PathPacing decided = path.pacing;
        out.putByte((path.isDirty ? DIRTY : 0)
                | (path.isListed ? LISTED : 0)
                | (path.isStepDue ? STEP_DUE : 0)
                | (decided != null ? DECIDED : 0));
        if (decided != null) {
            PathPacingCodec.write(out, decided);
        }
        path.diagnosis.write(out);
        out.putVarint(path.gauges.length);
        for (int gauge : path.gauges) {
            out.putVarint(gauge & 0xffffffffL);
        }
        out.putVarint(path.baseline.size());
        for (int i = 0; i < path.baseline.size(); i++) {
            out.putVarint(path.baseline.positionAt(i) & 0xffffffffL).putVarint(path.baseline.valueAt(i));
        }
        out.putSigned(path.longBase)
                .putVarint(path.end - path.longAt)
                .putBytes(path.log, path.longAt, path.end - path.longAt);
        out.putVarint(path.lossAt - path.longAt)
                .putVarint(path.windowAt - path.longAt)
                .putVarint(path.shortAt - path.longAt);
    }

    /** Reads what {@link #write} wrote. */
    static void read(PackedInput in, PathWindow path, LogReader reader) {
        path.lastPaneMs = in.readLong();
        path.lastEvaluatedMs = in.readLong();
        path.newestSampleMs = in.readLong();
        path.oldestNewNs = in.readLong();
        path.timeoutMs = in.readLong();
        path.handshakeMs = in.readLong();
        path.handshakeUs = in.readInt();
        path.steppedMs = in.readLong();
        path.rowMs = in.readLong();
        int flags = in.readByte();
        path.isDirty = (flags & DIRTY) != 0;
        path.isListed = (flags & LISTED) != 0;
        path.isStepDue = (flags & STEP_DUE) != 0;
        if ((flags & DECIDED) != 0) {
            path.pacing = PathPacingCodec.read(in);
        }
        path.diagnosis.read(in);
        path.gauges = new int[in.readInt()];
        for (int i = 0; i < path.gauges.length; i++) {
            path.gauges[i] = in.readInt();
        }
        for (int left = in.readInt(); left > 0; left--) {
            int block = in.readInt();
            path.baseline.add(block, in.readInt());
        }
        long base = in.readSigned();
        byte[] saved = in.readBytes(in.readInt());
        readLog(path, saved, base, in.readInt(), in.readInt(), in.readInt(), reader);
    }

    private static void readLog(
            PathWindow path, byte[] saved, long base, int lossFrom, int windowFrom, int shortFrom, LogReader reader) {
        path.startAt(base);
        path.log = saved;
        path.end = saved.length;
        long paneNumber = base;
        for (int at = 0; at < path.end; at = reader.next) {
            if (at == lossFrom) {
                path.lossAt = at;
                path.lossBase = paneNumber;
            }
            if (at == windowFrom) {
                path.windowAt = at;
                path.windowBase = paneNumber;
            }
            if (at == shortFrom) {
                path.shortAt = at;
                path.shortBase = paneNumber;
            }
            paneNumber = reader.peek(path.log, at, paneNumber);
            PaneBody pane = reader.readBody();
            path.longCount += pane.count;
            path.longSumUs += pane.sumUs;
            if (at >= windowFrom) {
                path.count += pane.count;
                path.sumUs += pane.sumUs;
                path.variationUs += pane.variationSumUs;
                path.appLimited += pane.appLimited;
                path.bytesAcked += pane.bytesAcked;
                path.delivered += pane.delivered;
                path.retransmits += pane.retransmits;
                path.dsacks += pane.dsacks;
                path.countInWindow(pane.facts, 1);
            }
            if (at >= lossFrom) {
                path.lossDelivered += pane.delivered;
                path.lossRetransmits += pane.retransmits;
                path.lossDsacks += pane.dsacks;
                path.countInLossSpan(pane.facts, 1);
            }
        }
        path.lastPaneNumber = paneNumber;
        if (lossFrom == path.end) {
            path.lossAt = path.end;
            path.lossBase = paneNumber;
        }
        if (windowFrom == path.end) {
            path.windowAt = path.end;
            path.windowBase = paneNumber;
        }
        if (shortFrom == path.end) {
            path.shortAt = path.end;
            path.shortBase = paneNumber;
        }
        path.settle(reader);
    }
}

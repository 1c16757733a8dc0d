package dev.tokenflow.core.model.capacity;

import dev.tokenflow.core.pacing.capacity.CapacityHorizon;
import dev.tokenflow.core.pacing.capacity.CapacityTrack;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Makes rows of one path: a row begins at a saturated moment and is finished when its horizon has passed. Its outcome
 * is the mean of what was delivered in between, read when the short window lies wholly in that time. Where the queue
 * went before the end, the senders set the pace from then on, and the row is censored.
 */
public final class CapacityRows {
    /** The delivery rate of a reading is that of so long before it, ms. */
    private static final long WINDOW_MS = 300;

    /** A row whose end comes so much later than it should is no row, ms. */
    private static final long LATE_MS = 300;

    /** What the link carried between two times, wire bytes a second. */
    @FunctionalInterface
    public interface Truth {
        /** Where nobody knows. */
        Truth UNKNOWN = (fromMs, toMs) -> Double.NaN;

        double between(long fromMs, long toMs);
    }

    private static final class Open {
        private final long atMs;
        private final double[] inputs;
        private final double last;
        private final double memoryLow;
        private double sum;
        private int readings;
        private boolean isCensored;

        Open(CapacityTrack track, double low) {
            atMs = track.nowMs();
            last = track.last();
            inputs = new double[CapacityTrack.INPUTS.size()];
            track.inputs(inputs);
            memoryLow = low;
        }
    }

    private final long horizonMs;
    private final double share;
    private final Truth truth;
    private final Deque<Open> open = new ArrayDeque<>();
    private final List<CapacityRow> rows = new ArrayList<>();

    /**
     * @param share of the time in which the path may be slower than the memory is asked for
     * @param truth of the link, to judge by
     */
    public CapacityRows(CapacityHorizon horizon, double share, Truth truth) {
        horizonMs = horizon.ms();
        this.share = share;
        this.truth = truth;
    }

    /** The track has just taken a reading. */
    public void add(CapacityTrack track) {
        long nowMs = track.nowMs();
        for (Open row : open) {
            row.isCensored |= !track.hasQueue();
            if (nowMs - row.atMs >= WINDOW_MS && nowMs - row.atMs <= horizonMs + LATE_MS) {
                row.sum += track.load();
                row.readings++;
            }
        }
        while (!open.isEmpty() && nowMs - open.peekFirst().atMs >= horizonMs) {
            finish(open.removeFirst(), nowMs);
        }
        if (track.isSaturated()) {
            open.addLast(new Open(track, track.remembered(share)));
        }
    }

    private void finish(Open row, long nowMs) {
        if (row.readings == 0 || nowMs - row.atMs > horizonMs + LATE_MS) {
            return;
        }
        double log = Math.log(row.last);
        double outcome = Math.log(Math.max(1, row.sum / row.readings)) - log;
        double known = truth.between(row.atMs, row.atMs + horizonMs);
        rows.add(new CapacityRow(
                row.atMs,
                row.inputs,
                Double.isFinite(row.memoryLow) ? Math.log(row.memoryLow) - log : Double.NaN,
                outcome,
                row.isCensored,
                Double.isNaN(known) ? known : Math.log(Math.max(1, known)) - log));
    }

    /** All that are finished, in order. */
    public List<CapacityRow> rows() {
        return rows;
    }
}

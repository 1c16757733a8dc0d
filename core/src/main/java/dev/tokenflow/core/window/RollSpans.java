package dev.tokenflow.core.window;

import dev.tokenflow.core.pane.RttHistogram;
import dev.tokenflow.core.pane.WindowConfig;

/**
 * The spans of a configuration, in panes. Not thread-safe: it is also the scratch space of the one who rolls windows.
 */
final class RollSpans extends LogReader {
    /** Blocks in which the minima of the baseline are kept; fewer when they would be shorter than a pane. */
    private static final long BASELINE_BLOCKS = 60;

    final long paneMs;
    final long shortPanes;
    final long lossPanes;
    final long windowPanes;
    final long longPanes;
    final double headerBytes;
    final RttHistogram shortHistogram = new RttHistogram();
    private final long baselineMs;
    private final long blockMs;

    RollSpans(WindowConfig config, double headerBytes) {
        paneMs = config.pane().toMillis();
        shortPanes = config.shortWindow().toMillis() / paneMs;
        lossPanes = config.lossSpan().toMillis() / paneMs;
        windowPanes = config.window().toMillis() / paneMs;
        longPanes = config.longWindow().toMillis() / paneMs;
        baselineMs = config.baseline().toMillis();
        blockMs = Math.max(paneMs, baselineMs / BASELINE_BLOCKS);
        this.headerBytes = headerBytes;
    }

    /** Number of the pane that ends at {@code endMs}. */
    long paneNumber(long endMs) {
        return Math.floorDiv(endMs, paneMs);
    }

    /** Number of the baseline's block that a pane belongs to. */
    long baselineBlock(long paneNumber) {
        return -Math.floorDiv(-paneNumber * paneMs, blockMs);
    }

    /** The newest block that has left the baseline when event time is at the end of pane number {@code now}. */
    long lastExpiredBlock(long now) {
        return Math.floorDiv(now * paneMs - baselineMs, blockMs);
    }
}

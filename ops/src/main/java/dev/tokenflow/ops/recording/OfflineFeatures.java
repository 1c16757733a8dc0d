package dev.tokenflow.ops.recording;

import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.replay.FeatureReplay;
import dev.tokenflow.core.shard.FoldSink;
import dev.tokenflow.core.shard.PaneFolder;
import dev.tokenflow.core.window.RollMode;
import dev.tokenflow.core.window.RollSink;
import dev.tokenflow.core.window.WindowRoller;
import dev.tokenflow.protocol.event.Batch;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Takes a recording through the very code that the job runs, to the end of the slide in which it ends, and counts what
 * happened.
 */
final class OfflineFeatures implements FoldSink {
    private static final long NS_PER_MS = 1_000_000L;

    private final OfflineConfig config;
    private final Recording recording;
    private final SetAside aside;
    private final FeatureReplay replay;
    private final Set<String> shards = new HashSet<>();
    private long batches;
    private long events;
    private long duplicates;
    private long missing;
    private long evicted;
    private long newestMs = Long.MIN_VALUE;
    private boolean wasDuplicate;

    OfflineFeatures(OfflineConfig config, Recording recording, SetAside aside, RollSink readings) {
        this.config = config;
        this.recording = recording;
        this.aside = aside;
        replay = new FeatureReplay(
                new PaneFolder(config.window(), config.alarm(), config.lifetime(), OfflineConfig.LIMITS),
                new WindowRoller(
                        config.window(),
                        config.lifetime(),
                        OfflineConfig.LIMITS,
                        WireCost.DEFAULT.segmentBytes(),
                        RollMode.EVERY_SLIDE),
                config.outOfOrderness(),
                this,
                readings);
    }

    /** Events that were used. */
    long run() throws IOException {
        for (Batch batch = recording.next(); batch != null; batch = recording.next()) {
            long offsetNs = batch.header().monoToWallNs();
            wasDuplicate = false;
            events += batch.count();
            replay.add(batch, offsetNs);
            events -= wasDuplicate ? batch.count() : 0;
            batches++;
            shards.add(batch.header().kafkaKey());
            newestMs = Math.max(newestMs, Math.floorDiv(batch.header().closedNs() + offsetNs, NS_PER_MS));
        }
        if (batches > 0) {
            replay.advance(endMs() - 1);
        }
        return events;
    }

    /** What went in. */
    String summary() {
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, "%,d events (%,d batches, shards: %,d)", events, batches, shards.size()));
        String left = aside.counts();
        text.append(left.isEmpty() ? "" : "; set aside: " + left);
        also(text, duplicates, "batches that came before");
        also(text, missing, "batches missing");
        also(text, evicted, "connections beyond the bound");
        return text.toString();
    }

    private static void also(StringBuilder text, long count, String what) {
        if (count > 0) {
            text.append(String.format(Locale.ROOT, "; %,d %s", count, what));
        }
    }

    /** The first end of a slide at which everything that was recorded is in its window. */
    private long endMs() {
        long paneMs = config.window().pane().toMillis();
        long slideMs = config.window().slide().toMillis();
        long slotEndMs = (Math.floorDiv(newestMs, paneMs) + 1) * paneMs;
        return -Math.floorDiv(-slotEndMs, slideMs) * slideMs;
    }

    @Override
    public void block(PaneBlock block) {
        // the replay passes it on
    }

    @Override
    public void duplicate() {
        wasDuplicate = true;
        duplicates++;
    }

    @Override
    public void missing(long count) {
        missing += count;
    }

    @Override
    public void reordered() {
        missing--;
    }

    @Override
    public void rejected(String reason, BitSet which) {
        events -= which.cardinality();
        aside.add(
                recording.place(),
                which.cardinality(),
                reason + " events",
                which.cardinality() + " of its events are set aside as " + reason + ", the first is number "
                        + which.nextSetBit(0));
    }

    @Override
    public void forgotten(int sockets) {
        // their close was lost, as it happens
    }

    @Override
    public void evicted(int sockets) {
        evicted += sockets;
    }
}

package dev.tokenflow.job.operator;

import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.shard.FoldSink;
import dev.tokenflow.core.shard.PaneFolder;
import dev.tokenflow.core.shard.ShardClock;
import dev.tokenflow.core.shard.ShardState;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.metric.Count;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.job.record.RejectedBatch;
import dev.tokenflow.job.record.ShardBatch;
import dev.tokenflow.protocol.event.Batch;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.BatchHeader;
import dev.tokenflow.protocol.event.MalformedBatchException;
import java.util.BitSet;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Folds the events of one agent's shard into panes. {@link PaneFolder} does the work; this operator keeps its state,
 * its counters and one timer for each shard.
 *
 * <p>A shard is ordered and says how far it is complete, so its panes are closed by its own word: a shard that is slow,
 * far or has a wrong clock neither waits for others nor makes them wait. The watermark counts only for a shard that has
 * said nothing for a while.
 */
public final class FoldPanesFunction extends KeyedProcessFunction<String, ShardBatch, PaneBlock> {
    private static final long serialVersionUID = 1L;

    private static final long NS_PER_MS = 1_000_000L;

    private final JobConfig config;
    private final long patienceMs;
    private transient PaneFolder folder;
    private transient ValueState<ShardState> state;
    private transient Outlet outlet;
    private transient Count eventsIn;

    public FoldPanesFunction(JobConfig config) {
        this.config = config;
        patienceMs = config.time().shardPatience().toMillis();
    }

    @Override
    public void open(OpenContext context) {
        folder = new PaneFolder(config.window(), config.alarm(), config.lifetime(), config.limits());
        state = getRuntimeContext().getState(new ValueStateDescriptor<>("shard", new ShardStateSerializer()));
        eventsIn = Count.of(JobMetric.EVENTS_IN, getRuntimeContext());
        outlet = new Outlet();
    }

    @Override
    public void processElement(ShardBatch batch, Context context, Collector<PaneBlock> out) throws Exception {
        ShardState shard = state.value();
        if (shard == null) {
            shard = new ShardState(batch.shard(), batch.site(), batch.tenant());
        }
        Batch decoded = decode(batch);
        outlet.of(batch, decoded, context, out);
        BatchHeader header = decoded.header();
        long appendMs = batch.raw().appendMs();
        if (appendMs < 0) { // a broker that says nothing: the agent's clock is all there is
            add(shard, decoded, header.monoToWallNs(), 0);
        } else {
            shard.heard(appendMs);
            ShardClock clock = shard.clock().with(header, appendMs);
            shard.clock(clock);
            add(shard, decoded, clock.offsetNs(), clock.delayMs(header, appendMs));
        }
        setTimer(shard, context.timerService());
        state.update(shard);
    }

    private void add(ShardState shard, Batch batch, long offsetNs, long delayMs) {
        folder.add(shard, batch, offsetNs, delayMs, outlet);
        if (!outlet.wasDuplicate) {
            eventsIn.add(batch.count());
            folder.closeThrough(shard, Math.floorDiv(batch.header().closedNs() + offsetNs, NS_PER_MS), outlet);
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<PaneBlock> out) throws Exception {
        ShardState shard = state.value();
        if (shard == null || shard.timerMs() != timestamp + 1) {
            return;
        }
        shard.timerMs(Long.MIN_VALUE);
        outlet.out = out;
        // A shard that was heard just now goes on, however old its batches are: they have waited somewhere.
        boolean isSilent = timestamp + 1 >= shard.heardMs() + patienceMs;
        if (isSilent && !folder.closeThrough(shard, timestamp + 1 - patienceMs, outlet)) {
            state.clear();
            return;
        }
        setTimer(shard, context.timerService());
        state.update(shard);
    }

    /** The timer may be early, never late: it then looks again. */
    private void setTimer(ShardState shard, TimerService timers) {
        long wakeMs = Math.max(folder.wakeMs(shard), shard.heardMs()) + patienceMs;
        if (shard.timerMs() != Long.MIN_VALUE) {
            if (shard.timerMs() <= wakeMs) {
                return;
            }
            timers.deleteEventTimeTimer(shard.timerMs() - 1);
        }
        timers.registerEventTimeTimer(wakeMs - 1);
        shard.timerMs(wakeMs);
    }

    private static Batch decode(ShardBatch batch) {
        try {
            return BatchCodec.decode(batch.raw().value());
        } catch (MalformedBatchException e) {
            throw new IllegalStateException("a batch that was checked cannot be read", e);
        }
    }

    /**
     * Takes what the folder puts out: panes to the collector, rejected events to a side output, the rest to counters.
     */
    @SuppressWarnings("NullAway.Init") // set by the operator before each call
    private final class Outlet implements FoldSink {
        private final Count duplicates = Count.of(JobMetric.BATCHES_DUPLICATE, getRuntimeContext());
        private final Count missing = Count.of(JobMetric.BATCHES_MISSING, getRuntimeContext());
        private final Count reordered = Count.of(JobMetric.BATCHES_REORDERED, getRuntimeContext());
        private final Count eventsRejected = Count.of(JobMetric.EVENTS_REJECTED, getRuntimeContext());
        private final Count eventsStale = Count.of(JobMetric.EVENTS_STALE, getRuntimeContext());
        private final Count eventsLate = Count.of(JobMetric.EVENTS_LATE, getRuntimeContext());
        private final Count forgotten = Count.of(JobMetric.SOCKETS_FORGOTTEN, getRuntimeContext());
        private final Count evicted = Count.of(JobMetric.SOCKETS_EVICTED, getRuntimeContext());
        private final Count panesOut = Count.of(JobMetric.PANES_OUT, getRuntimeContext());
        private final Count alarms = Count.of(JobMetric.ALARMS, getRuntimeContext());
        private ShardBatch batch;
        private Batch decoded;
        private Context context;
        private Collector<PaneBlock> out;
        private boolean wasDuplicate;

        void of(ShardBatch nextBatch, Batch nextDecoded, Context nextContext, Collector<PaneBlock> nextOut) {
            batch = nextBatch;
            decoded = nextDecoded;
            context = nextContext;
            out = nextOut;
            wasDuplicate = false;
        }

        @Override
        public void block(PaneBlock block) {
            if (block.isAlarm()) {
                alarms.add(1);
            } else {
                panesOut.add(block.count());
            }
            out.collect(block);
        }

        @Override
        public void duplicate() {
            wasDuplicate = true;
            duplicates.add(1);
        }

        @Override
        public void missing(long batches) {
            missing.add(batches);
        }

        @Override
        public void reordered() {
            reordered.add(1);
        }

        @Override
        public void rejected(String reason, BitSet events) {
            if (reason.equals("stale")) {
                eventsStale.add(events.cardinality());
                return; // sound, only old: after an outage there may be minutes of them
            }
            if (reason.equals("late")) {
                eventsLate.add(events.cardinality());
            } else {
                eventsRejected.add(events.cardinality(), reason);
            }
            String detail = events.cardinality() + " of " + decoded.count() + " events of " + batch.shard();
            context.output(SideOutputs.REJECTED, RejectedBatch.of(batch.raw(), decoded.only(events), reason, detail));
        }

        @Override
        public void forgotten(int sockets) {
            forgotten.add(sockets);
        }

        @Override
        public void evicted(int sockets) {
            evicted.add(sockets);
        }
    }
}

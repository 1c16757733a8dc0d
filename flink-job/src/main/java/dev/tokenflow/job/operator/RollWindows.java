package dev.tokenflow.job.operator;

import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.core.window.PathPartition;
import dev.tokenflow.core.window.RollSink;
import dev.tokenflow.core.window.WindowRoller;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.metric.Count;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.job.metric.Timing;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Rolls the windows of one partition of paths. {@link WindowRoller} does the work; this operator keeps its state, its
 * counters and one timer for each partition.
 */
public final class RollWindows extends KeyedProcessFunction<Integer, PaneBlock, PathReading> {
    private static final long serialVersionUID = 1L;

    private final JobConfig config;
    private transient WindowRoller roller;
    private transient ValueState<PathPartition> state;
    private transient Outlet outlet;
    private transient Timing fires;

    public RollWindows(JobConfig config) {
        this.config = config;
    }

    @Override
    public void open(OpenContext context) {
        roller = new WindowRoller(
                config.window(),
                config.lifetime(),
                config.limits(),
                config.wire().segmentBytes());
        state = getRuntimeContext().getState(new ValueStateDescriptor<>("paths", new PartitionSerializer()));
        outlet = new Outlet();
        fires = Timing.of(JobMetric.FIRE_NANOSECONDS, 1, getRuntimeContext());
    }

    @Override
    public void processElement(PaneBlock block, Context context, Collector<PathReading> out) throws Exception {
        PathPartition partition = state.value();
        if (partition == null) {
            partition = roller.start(block);
        }
        outlet.out = out;
        roller.add(partition, block, outlet);
        keep(partition, context.timerService());
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<PathReading> out) throws Exception {
        PathPartition partition = state.value();
        if (partition == null || partition.timerMs() != timestamp + 1) {
            return;
        }
        partition.timerMs(Long.MIN_VALUE);
        outlet.out = out;
        long begun = fires.begin();
        for (long wakeMs = roller.wakeMs(partition); wakeMs <= timestamp + 1; wakeMs = roller.wakeMs(partition)) {
            roller.wake(partition, wakeMs, outlet);
        }
        fires.end(begun);
        keep(partition, context.timerService());
    }

    /** Keeps the partition and the timer it needs, or neither when it is empty. */
    private void keep(PathPartition partition, TimerService timers) throws Exception {
        if (partition.isEmpty()) {
            state.clear();
            return;
        }
        long wakeMs = roller.wakeMs(partition);
        if (partition.timerMs() == Long.MIN_VALUE || wakeMs < partition.timerMs()) {
            if (partition.timerMs() != Long.MIN_VALUE) {
                timers.deleteEventTimeTimer(partition.timerMs() - 1);
            }
            timers.registerEventTimeTimer(wakeMs - 1);
            partition.timerMs(wakeMs);
        }
        state.update(partition);
    }

    /** Takes what the roller puts out: readings to the collector, events to counters. */
    @SuppressWarnings("NullAway.Init") // set by the operator before each call
    private final class Outlet implements RollSink {
        private final Count expired = Count.of(JobMetric.PATHS_EXPIRED, getRuntimeContext());
        private final Count evicted = Count.of(JobMetric.PATHS_EVICTED, getRuntimeContext());
        private final Count refused = Count.of(JobMetric.PATHS_REFUSED, getRuntimeContext());
        private Collector<PathReading> out;

        @Override
        public void reading(PathReading reading) {
            expired.add(reading.kind() == ReadingKind.EXPIRED ? 1 : 0);
            out.collect(reading);
        }

        @Override
        public void evicted() {
            evicted.add(1);
        }

        @Override
        public void refused() {
            refused.add(1);
        }
    }
}

package dev.tokenflow.job.operator;

import dev.tokenflow.core.control.ControlSink;
import dev.tokenflow.core.control.PathControl;
import dev.tokenflow.core.control.SiteClients;
import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.incident.ClientWord;
import dev.tokenflow.core.model.path.PathScore;
import dev.tokenflow.core.pacing.HintFactory;
import dev.tokenflow.core.pacing.PacingLaw;
import dev.tokenflow.core.pacing.PathPacing;
import dev.tokenflow.core.pacing.law.PacingAlgorithm;
import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.core.window.PathGroup;
import dev.tokenflow.core.window.WindowRoller;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.config.LawChoice;
import dev.tokenflow.job.metric.Count;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.job.metric.Timing;
import dev.tokenflow.job.record.HintUpdate;
import dev.tokenflow.job.record.ModelUpdate;
import dev.tokenflow.job.record.ScoredReading;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Rolls the windows of one group of paths, scores them, decides, and writes hints when there is news.
 * {@link WindowRoller} and {@link PathControl} do the work; this operator keeps their state, the models, the counters
 * and one timer for each group.
 */
public final class PacePathsFunction extends KeyedBroadcastProcessFunction<Integer, PaneBlock, ModelUpdate, HintUpdate>
        implements CheckpointedFunction {
    /** State that all models arrive in. */
    public static final MapStateDescriptor<String, ModelUpdate> MODELS = ModelShelf.MODELS;

    private static final long serialVersionUID = 1L;

    private final JobConfig config;
    private final HintEpoch epoch = new HintEpoch();
    private transient ModelShelf models;
    private transient WindowRoller roller;
    private transient PathControl control;
    private transient ValueState<PathGroup> state;
    private transient Outlet outlet;
    private transient Timing fires;

    public PacePathsFunction(JobConfig config) {
        this.config = config;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        epoch.open(context);
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        epoch.snapshot();
    }

    @Override
    public void open(OpenContext context) {
        models = new ModelShelf(getRuntimeContext());
        outlet = new Outlet(HintFactory.of(epoch.value(), config.lifetime()));
        roller = new WindowRoller(
                config.window(),
                config.lifetime(),
                config.limits(),
                config.wire().segmentBytes(),
                config.rollMode());
        control = new PathControl(laws(config), config.lifetime(), config.rows(), models, outlet);
        state = getRuntimeContext().getState(new ValueStateDescriptor<>("paths", new PathGroupSerializer()));
        fires = Timing.of(JobMetric.FIRE_NANOSECONDS, 1, getRuntimeContext());
    }

    private static Function<PathName, PacingLaw> laws(JobConfig config) {
        LawChoice choice = config.laws();
        Map<PacingAlgorithm, PacingLaw> laws = choice.laws(config.pacing(), config.wire());
        PacingLaw standard = Objects.requireNonNull(laws.get(choice.standard()));
        return choice.chosen().isEmpty()
                ? path -> standard
                : path -> Objects.requireNonNull(laws.get(choice.of(path.key())));
    }

    @Override
    public void processElement(PaneBlock block, ReadOnlyContext context, Collector<HintUpdate> out) throws Exception {
        models.restore(context.getBroadcastState(MODELS));
        PathGroup group = state.value();
        if (group == null) {
            group = roller.start(block);
        }
        outlet.of(context, out);
        roller.add(group, block, control);
        roller.hurry(group, control);
        keep(group, context.timerService());
    }

    @Override
    public void processBroadcastElement(ModelUpdate update, Context context, Collector<HintUpdate> out)
            throws Exception {
        models.take(update, context.getBroadcastState(MODELS));
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<HintUpdate> out) throws Exception {
        PathGroup group = state.value();
        if (group == null || group.timerMs() != timestamp + 1) {
            return;
        }
        models.restore(context.getBroadcastState(MODELS));
        group.timerMs(Long.MIN_VALUE);
        outlet.of(context, out);
        long begun = fires.begin();
        for (long wakeMs = roller.wakeMs(group); wakeMs <= timestamp + 1; wakeMs = roller.wakeMs(group)) {
            roller.wake(group, wakeMs, control);
        }
        fires.end(begun);
        keep(group, context.timerService());
    }

    /** Keeps the group and the timer it needs, or neither when it is empty. */
    private void keep(PathGroup group, TimerService timers) throws Exception {
        if (group.isEmpty()) {
            state.clear();
            return;
        }
        long wakeMs = roller.wakeMs(group);
        if (group.timerMs() == Long.MIN_VALUE || wakeMs < group.timerMs()) {
            if (group.timerMs() != Long.MIN_VALUE) {
                timers.deleteEventTimeTimer(group.timerMs() - 1);
            }
            timers.registerEventTimeTimer(wakeMs - 1);
            group.timerMs(wakeMs);
        }
        state.update(group);
    }

    /** Takes what is decided: hints to the collector, the rest to side outputs and counters. */
    @SuppressWarnings("NullAway.Init") // set by the operator before each call
    private final class Outlet implements ControlSink {
        private final HintFactory hints;
        private final Count hintsOut = Count.of(JobMetric.HINTS_OUT, getRuntimeContext());
        private final Count tombstonesOut = Count.of(JobMetric.TOMBSTONES_OUT, getRuntimeContext());
        private final Count rowsOut = Count.of(JobMetric.FEATURES_OUT, getRuntimeContext());
        private final Count expired = Count.of(JobMetric.PATHS_EXPIRED, getRuntimeContext());
        private final Count evicted = Count.of(JobMetric.PATHS_EVICTED, getRuntimeContext());
        private final Count anomalies = Count.of(JobMetric.ANOMALIES, getRuntimeContext());
        private final Count refused = Count.of(JobMetric.PATHS_REFUSED, getRuntimeContext());
        private ReadOnlyContext context;
        private Collector<HintUpdate> out;

        Outlet(HintFactory hints) {
            this.hints = hints;
        }

        void of(ReadOnlyContext nextContext, Collector<HintUpdate> nextOut) {
            context = nextContext;
            out = nextOut;
        }

        @Override
        public void hint(PathReading reading, PathScore score, PathPacing pacing) {
            hintsOut.add(1);
            out.collect(new ScoredReading(reading, score).hint(hints, pacing.decision(), pacing.seq()));
        }

        @Override
        public void diagnosed(PathName path, Diagnosis word, long atMs) {
            anomalies.add(word.isTrouble() ? 1 : 0);
            context.output(SideOutputs.WORDS, ClientWord.changed(path, word, atMs));
        }

        @Override
        public void withdrawn(PathName path) {
            expired.add(1);
            tombstonesOut.add(1);
            out.collect(new HintUpdate(path.kafkaKey(), null));
        }

        @Override
        public void row(PathReading reading, PathScore score) {
            rowsOut.add(1);
            context.output(SideOutputs.ROWS, new ScoredReading(reading, score));
        }

        @Override
        public void site(PathReading reading, PathScore score) {
            expired.add(reading.kind() == ReadingKind.EXPIRED ? 1 : 0);
            context.output(SideOutputs.SITES, new ScoredReading(reading, score));
        }

        @Override
        public void clients(SiteClients count) {
            context.output(SideOutputs.CLIENTS, count);
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

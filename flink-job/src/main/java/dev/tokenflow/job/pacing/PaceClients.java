package dev.tokenflow.job.pacing;

import dev.tokenflow.core.pacing.ClientPacer;
import dev.tokenflow.core.pacing.ClientPacing;
import dev.tokenflow.core.pacing.ClientVote;
import dev.tokenflow.core.pacing.HintFactory;
import dev.tokenflow.core.pacing.law.PacingAlgorithm;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.metric.Count;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.job.operator.SideOutputs;
import dev.tokenflow.job.record.HintUpdate;
import dev.tokenflow.job.record.ScoredReading;
import dev.tokenflow.job.state.ClientPacingSerializer;
import dev.tokenflow.job.state.PathNameSerializer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Keeps what {@link ClientPacer} remembers of every client and writes its decisions down as hints, when they are news.
 * The votes of the clients leave as a side output.
 */
public final class PaceClients extends KeyedProcessFunction<Integer, ScoredReading, HintUpdate>
        implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;

    private final JobConfig config;
    private final HintEpoch epoch = new HintEpoch();
    private transient Map<PacingAlgorithm, ClientPacer> pacers;
    private transient HintFactory hints;
    private transient MapState<PathName, ClientPacing> clients;
    private transient Count hintsOut;
    private transient Count tombstonesOut;

    public PaceClients(JobConfig config) {
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
        hints = HintFactory.of(epoch.value(), config.lifetime());
        pacers = new EnumMap<>(PacingAlgorithm.class);
        config.laws()
                .laws(config.pacing(), config.wire())
                .forEach((algorithm, law) -> pacers.put(algorithm, new ClientPacer(law, config.lifetime())));
        clients = getRuntimeContext()
                .getMapState(
                        new MapStateDescriptor<>("clients", new PathNameSerializer(), new ClientPacingSerializer()));
        hintsOut = Count.of(JobMetric.HINTS_OUT, getRuntimeContext());
        tombstonesOut = Count.of(JobMetric.TOMBSTONES_OUT, getRuntimeContext());
    }

    @Override
    public void processElement(ScoredReading scored, Context context, Collector<HintUpdate> out) throws Exception {
        PathReading reading = scored.reading();
        PathName name = reading.features().name();
        if (reading.kind() == ReadingKind.EXPIRED) {
            forget(name);
            out.collect(new HintUpdate(reading.path(), null));
            return;
        }
        ClientPacer pacer = Objects.requireNonNull(pacers.get(config.laws().of(name.key())));
        ClientPacing before = clients.get(name);
        ClientPacing after = pacer.next(before, reading, scored.score().forecast());
        if (after == null) {
            return;
        }
        if (after.isNews()) {
            hintsOut.add(1);
            out.collect(scored.hint(hints, after.decision(), after.seq()));
        }
        for (ClientVote vote : pacer.votes(before, after, reading)) {
            context.output(SideOutputs.VOTES, vote);
        }
        clients.put(name, after);
    }

    private void forget(PathName name) throws Exception {
        clients.remove(name);
        if (clients.isEmpty()) {
            clients.clear(); // an emptied map would stay as an empty map
        }
        tombstonesOut.add(1);
    }
}

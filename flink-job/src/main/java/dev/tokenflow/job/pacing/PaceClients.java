package dev.tokenflow.job.pacing;

import dev.tokenflow.core.pacing.PacingLaw;
import dev.tokenflow.core.pacing.PacingState;
import dev.tokenflow.core.pacing.law.PacingAlgorithm;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.metric.Count;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.job.operator.SideOutputs;
import dev.tokenflow.job.record.ClientVote;
import dev.tokenflow.job.record.HintUpdate;
import dev.tokenflow.job.record.ScoredReading;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.protocol.hint.Scope;
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
import org.jspecify.annotations.Nullable;

/**
 * Runs the pacing law for every client: one step and one hint a reading. Also tells prefix and sites how the client
 * fares.
 */
public final class PaceClients extends KeyedProcessFunction<Integer, ScoredReading, HintUpdate>
        implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;

    private final JobConfig config;
    private final HintEpoch epoch = new HintEpoch();
    private final long voteMs;
    private transient Map<PacingAlgorithm, PacingLaw> laws;
    private transient HintForm form;
    private transient MapState<PathName, PaceState> clients;
    private transient Count hintsOut;
    private transient Count tombstonesOut;

    public PaceClients(JobConfig config) {
        this.config = config;
        voteMs = config.lifetime().ttl().toMillis() / 3;
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
        form = new HintForm(epoch.value(), config.lifetime().ttl().toMillis());
        laws = config.laws().laws(config.pacing(), config.wire());
        clients = getRuntimeContext().getMapState(new MapStateDescriptor<>("clients", PathName.class, PaceState.class));
        hintsOut = Count.of(JobMetric.HINTS_OUT, getRuntimeContext());
        tombstonesOut = Count.of(JobMetric.TOMBSTONES_OUT, getRuntimeContext());
    }

    @Override
    public void processElement(ScoredReading scored, Context context, Collector<HintUpdate> out) throws Exception {
        PathReading reading = scored.reading();
        PathName name = reading.features().name();
        PaceState before = clients.get(name);
        if (reading.kind() == ReadingKind.EXPIRED) {
            clients.remove(name);
            if (clients.isEmpty()) {
                clients.clear(); // an emptied map would stay as an empty map
            }
            tombstonesOut.add(1);
            out.collect(new HintUpdate(reading.path(), null));
            return;
        }
        if (before != null && reading.signals().nowMs() < before.readMs()) {
            return; // an alarm has told the law of later events
        }
        PacingLaw law = Objects.requireNonNull(laws.get(config.laws().of(name.key())));
        PacingState pacing = law.next(
                before == null ? law.initial() : before.pacing(),
                reading.signals(),
                scored.score().forecast());
        long seq = before == null ? 1 : before.seq() + 1;
        hintsOut.add(1);
        out.collect(form.fill(scored, pacing.decision(), seq));
        clients.put(name, vote(before, pacing, seq, reading, context));
    }

    /** Tells the neighbourhood when something changed, and now and then that nothing did. */
    private PaceState vote(
            @Nullable PaceState before, PacingState pacing, long seq, PathReading reading, Context context) {
        long nowMs = reading.signals().nowMs();
        boolean active = reading.signals().activeStreams() > 0;
        boolean congested = pacing.decision().state() == PathCondition.CONGESTED;
        if (before != null
                && before.active() == active
                && before.congested() == congested
                && nowMs - before.votedMs() < voteMs) {
            return new PaceState(pacing, nowMs, seq, before.votedMs(), active, congested);
        }
        PathName name = reading.features().name();
        String client = name.key();
        String prefix = Scope.PREFIX.word() + "/" + new IpAddress(name.hi(), name.lo()).prefix();
        context.output(SideOutputs.VOTES, new ClientVote(prefix, client, active, congested, nowMs));
        for (String site : reading.sites()) {
            String neighbourhood = Scope.SITE.word() + "/" + site;
            context.output(SideOutputs.VOTES, new ClientVote(neighbourhood, client, active, congested, nowMs));
        }
        return new PaceState(pacing, nowMs, seq, nowMs, active, congested);
    }
}

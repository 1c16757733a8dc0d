package dev.tokenflow.job.pacing;

import dev.tokenflow.core.pacing.ClientVote;
import dev.tokenflow.core.pacing.HintFactory;
import dev.tokenflow.core.pacing.NeighbourhoodLaw;
import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.job.metric.Count;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.job.record.HintUpdate;
import dev.tokenflow.job.record.ScoredReading;
import dev.tokenflow.job.state.ClientVoteSerializer;
import dev.tokenflow.job.state.WaitingReadingSerializer;
import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.protocol.hint.Scope;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Keeps the votes on prefixes and sites and writes the decisions of {@link NeighbourhoodLaw} down as hints, when they
 * are news. A reading waits for the watermark of its own instant, so that the votes of that instant count in whatever
 * order they arrive.
 */
public final class PaceNeighbourhoods extends KeyedCoProcessFunction<String, ScoredReading, ClientVote, HintUpdate>
        implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;
    private static final int REPEATS_PER_TTL = 3;
    private static final int CODE_BITS = 2;
    private static final long CODES = (1 << CODE_BITS) - 1;

    private final HintEpoch epoch = new HintEpoch();
    private final LifetimeConfig lifetime;
    private transient NeighbourhoodLaw law;
    private transient HintFactory hints;
    private transient ValueState<ScoredReading> latest;
    private transient ValueState<Long> seq;
    /** When a hint was written last, ms since 1970, and in the lowest bits what it said. */
    private transient ValueState<Long> hinted;

    private transient MapState<String, ClientVote> votes;
    private transient Count hintsOut;
    private transient Count tombstonesOut;

    public PaceNeighbourhoods(LifetimeConfig lifetime) {
        this.lifetime = lifetime;
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
        hints = HintFactory.of(epoch.value(), lifetime);
        law = new NeighbourhoodLaw(lifetime.ttl());
        latest = getRuntimeContext().getState(new ValueStateDescriptor<>("latest", new WaitingReadingSerializer()));
        seq = getRuntimeContext().getState(new ValueStateDescriptor<>("seq", Long.class));
        hinted = getRuntimeContext().getState(new ValueStateDescriptor<>("hinted", Long.class));
        votes = getRuntimeContext()
                .getMapState(new MapStateDescriptor<>("votes", StringSerializer.INSTANCE, new ClientVoteSerializer()));
        hintsOut = Count.of(JobMetric.HINTS_OUT, getRuntimeContext());
        tombstonesOut = Count.of(JobMetric.TOMBSTONES_OUT, getRuntimeContext());
    }

    @Override
    public void processElement1(ScoredReading scored, Context context, Collector<HintUpdate> out) throws Exception {
        latest.update(scored);
        context.timerService()
                .registerEventTimeTimer(scored.reading().features().windowEndMs() - 1);
    }

    @Override
    public void processElement2(ClientVote vote, Context context, Collector<HintUpdate> out) throws Exception {
        votes.put(vote.client(), vote);
        long ttlMs = lifetime.ttl().toMillis();
        long roundedUpMs = -Math.floorDiv(-law.staleAfterMs(vote), ttlMs) * ttlMs; // one timer for the votes of a while
        context.timerService().registerEventTimeTimer(roundedUpMs);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<HintUpdate> out) throws Exception {
        PacingDecision decision = decide(timestamp + 1);
        ScoredReading scored = latest.value();
        if (scored == null || scored.reading().features().windowEndMs() > timestamp + 1) {
            return;
        }
        latest.clear();
        if (scored.reading().kind() == ReadingKind.EXPIRED) {
            seq.clear();
            hinted.clear();
            tombstonesOut.add(1);
            out.collect(new HintUpdate(scored.path(), null));
            return;
        }
        long number = seq.value() == null ? 1 : seq.value() + 1;
        seq.update(number);
        if (isNews(scored.reading(), decision)) {
            hintsOut.add(1);
            out.collect(scored.hint(hints, decision, number));
        }
    }

    /**
     * Whether somebody is to be told. Sites always are: there are few, and their hints show that the whole loop is
     * alive.
     */
    private boolean isNews(PathReading reading, PacingDecision decision) throws Exception {
        long nowMs = reading.signals().nowMs();
        boolean calm = decision.asksForNothing();
        Long before = hinted.value();
        long said = code(decision.state());
        boolean changed = before == null || (before & CODES) != said;
        long repeatMs = (calm ? lifetime.calmTtl() : lifetime.ttl()).toMillis() / REPEATS_PER_TTL;
        if (reading.features().scope() != Scope.SITE && !changed && nowMs - (before >> CODE_BITS) < repeatMs) {
            return false;
        }
        hinted.update(nowMs << CODE_BITS | said);
        return true;
    }

    /** What the law says is one of three things; the numbers are part of the saved state. */
    private static long code(PathCondition state) {
        return switch (state) {
            case CLEAR -> 1;
            case CONGESTED -> 2;
            default -> 0;
        };
    }

    private PacingDecision decide(long nowMs) throws Exception {
        PacingDecision decision = law.decide(votes.values().iterator(), nowMs);
        if (votes.isEmpty()) {
            votes.clear(); // an emptied map would stay as an empty map
        }
        return decision;
    }
}

package dev.tokenflow.job.pacing;

import dev.tokenflow.core.pacing.NeighbourhoodLaw;
import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.job.metric.Count;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.job.record.ClientVote;
import dev.tokenflow.job.record.HintUpdate;
import dev.tokenflow.job.record.ScoredReading;
import java.util.Iterator;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Hints for prefixes and sites: readings of their merged panes, decided by the votes of their clients. A reading waits
 * for the watermark of its own instant, so that the votes of the same instant count whatever came first.
 */
public final class PaceNeighbourhoods extends KeyedCoProcessFunction<String, ScoredReading, ClientVote, HintUpdate>
        implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;

    private final HintEpoch epoch = new HintEpoch();
    private final long ttlMs;
    private transient NeighbourhoodLaw law;
    private transient HintForm form;
    private transient ValueState<ScoredReading> latest;
    private transient ValueState<Long> seq;
    private transient MapState<String, ClientVote> votes;
    private transient Count hintsOut;
    private transient Count tombstonesOut;

    public PaceNeighbourhoods(LifetimeConfig lifetime) {
        ttlMs = lifetime.ttl().toMillis();
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
        form = new HintForm(epoch.value(), ttlMs);
        law = new NeighbourhoodLaw();
        latest = getRuntimeContext().getState(new ValueStateDescriptor<>("latest", ScoredReading.class));
        seq = getRuntimeContext().getState(new ValueStateDescriptor<>("seq", Long.class));
        votes = getRuntimeContext().getMapState(new MapStateDescriptor<>("votes", String.class, ClientVote.class));
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
        long staleMs = vote.atMs() + ttlMs;
        context.timerService().registerEventTimeTimer(-Math.floorDiv(-staleMs, ttlMs) * ttlMs);
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
            tombstonesOut.add(1);
            out.collect(new HintUpdate(scored.path(), null));
            return;
        }
        long number = seq.value() == null ? 1 : seq.value() + 1;
        seq.update(number);
        hintsOut.add(1);
        out.collect(form.fill(scored, decision, number));
    }

    /** Counts the votes that are not stale and forgets the others. */
    private PacingDecision decide(long nowMs) throws Exception {
        int active = 0;
        int congested = 0;
        Iterator<ClientVote> all = votes.values().iterator();
        while (all.hasNext()) {
            ClientVote vote = all.next();
            if (vote.atMs() + ttlMs < nowMs) {
                all.remove();
            } else if (vote.active()) {
                active++;
                congested += vote.congested() ? 1 : 0;
            }
        }
        if (votes.isEmpty()) {
            votes.clear(); // an emptied map would stay as an empty map
        }
        return law.decide(active, congested);
    }
}

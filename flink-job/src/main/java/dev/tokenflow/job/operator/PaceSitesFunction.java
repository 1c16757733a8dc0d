package dev.tokenflow.job.operator;

import dev.tokenflow.core.control.SiteClients;
import dev.tokenflow.core.pacing.HintFactory;
import dev.tokenflow.core.pacing.NeighbourPacer;
import dev.tokenflow.core.pacing.PathPacing;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.job.metric.Count;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.job.record.HintUpdate;
import dev.tokenflow.job.record.ScoredReading;
import dev.tokenflow.job.state.PathPacingSerializer;
import dev.tokenflow.job.state.SiteClientsSerializer;
import java.util.Iterator;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Adds up the clients of every site, which are in many groups of paths, and writes a hint whenever the site was read:
 * there are few sites, and their hints show that the whole loop is alive. A count that a group has not repeated within
 * a hint's life is left out.
 */
public final class PaceSitesFunction extends KeyedCoProcessFunction<String, ScoredReading, SiteClients, HintUpdate>
        implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;

    private final HintEpoch epoch = new HintEpoch();
    private final LifetimeConfig lifetime;
    private transient NeighbourPacer pacer;
    private transient HintFactory hints;
    private transient ValueState<PathPacing> pacing;
    private transient MapState<Integer, SiteClients> counts;
    private transient Count hintsOut;
    private transient Count tombstonesOut;

    public PaceSitesFunction(LifetimeConfig lifetime) {
        this.lifetime = lifetime.toldOften();
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
        pacer = new NeighbourPacer(lifetime);
        pacing = getRuntimeContext().getState(new ValueStateDescriptor<>("pacing", new PathPacingSerializer()));
        counts = getRuntimeContext()
                .getMapState(new MapStateDescriptor<>("clients", IntSerializer.INSTANCE, new SiteClientsSerializer()));
        hintsOut = Count.of(JobMetric.HINTS_OUT, getRuntimeContext());
        tombstonesOut = Count.of(JobMetric.TOMBSTONES_OUT, getRuntimeContext());
    }

    @Override
    public void processElement1(ScoredReading scored, Context context, Collector<HintUpdate> out) throws Exception {
        if (scored.reading().kind() == ReadingKind.EXPIRED) {
            pacing.clear();
            tombstonesOut.add(1);
            out.collect(new HintUpdate(scored.path(), null));
            return;
        }
        long nowMs = scored.reading().signals().nowMs();
        int active = 0;
        int congested = 0;
        for (Iterator<SiteClients> each = counts.values().iterator(); each.hasNext(); ) {
            SiteClients count = each.next();
            if (isStale(count, nowMs)) {
                each.remove();
            } else {
                active += count.active();
                congested += count.congested();
            }
        }
        PathPacing next = pacer.next(pacing.value(), active, congested, nowMs);
        pacing.update(next);
        hintsOut.add(1);
        out.collect(scored.hint(hints, next.decision(), next.seq()));
    }

    @Override
    public void processElement2(SiteClients count, Context context, Collector<HintUpdate> out) throws Exception {
        counts.put(count.group(), count);
        long ttlMs = lifetime.ttl().toMillis();
        long roundedUpMs = (Math.floorDiv(count.atMs(), ttlMs) + 2) * ttlMs; // one timer for the counts of a while
        context.timerService().registerEventTimeTimer(roundedUpMs);
    }

    /** Forgets the counts of groups that have gone silent, also where no reading of the site comes any more. */
    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<HintUpdate> out) throws Exception {
        boolean isEmpty = true;
        for (Iterator<SiteClients> each = counts.values().iterator(); each.hasNext(); ) {
            if (isStale(each.next(), timestamp)) {
                each.remove();
            } else {
                isEmpty = false;
            }
        }
        if (isEmpty) {
            counts.clear(); // an emptied map would stay as an empty map
        }
    }

    private boolean isStale(SiteClients count, long nowMs) {
        return count.atMs() < nowMs - lifetime.ttl().toMillis();
    }
}

package dev.tokenflow.job.operator;

import dev.tokenflow.core.incident.ClientWord;
import dev.tokenflow.core.incident.IncidentConfig;
import dev.tokenflow.core.incident.IncidentFinder;
import dev.tokenflow.core.incident.IncidentMemory;
import dev.tokenflow.job.metric.Count;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.job.metric.Timing;
import dev.tokenflow.job.state.IncidentMemorySerializer;
import dev.tokenflow.protocol.incident.Incident;
import dev.tokenflow.protocol.stats.StreamStats;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds incidents among the words of one tenant's clients and the rows of its streams. {@link IncidentFinder} does the
 * work. What is saved are the open incidents and what is usual: the words of all clients come again within seconds.
 *
 * <p>Whatever goes wrong here is counted, and the tenant is begun anew: incidents must never stop the hints.
 */
public final class FindIncidentsFunction extends KeyedCoProcessFunction<String, ClientWord, StreamStats, Incident> {
    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(FindIncidentsFunction.class);
    private static final long TICK_MS = IncidentConfig.TICK.toMillis();

    /** What is usual changes slowly and is saved as often. */
    private static final long SAVE_MS = 10_000;

    /** Where time jumps further than this, what lies between is not looked at. */
    private static final long LONG_MS = 60_000;

    private final IncidentConfig config;
    private transient Map<String, Tenant> tenants;
    private transient ValueState<IncidentMemory> memory;
    private transient Count told;
    private transient Count opened;
    private transient Count over;
    private transient Count leftOut;
    private transient Count failures;
    private transient Timing ticks;

    /** A tenant, the incidents of it that are open, and the time of its timer. */
    private static final class Tenant {
        final IncidentFinder finder;
        final Set<String> open = new HashSet<>();
        long timerMs = Long.MIN_VALUE;
        long savedMs = Long.MIN_VALUE;

        Tenant(IncidentFinder finder) {
            this.finder = finder;
        }
    }

    public FindIncidentsFunction(IncidentConfig config) {
        this.config = config;
    }

    @Override
    public void open(OpenContext context) {
        tenants = new HashMap<>();
        memory = getRuntimeContext().getState(new ValueStateDescriptor<>("incidents", new IncidentMemorySerializer()));
        told = Count.of(JobMetric.INCIDENTS_OUT, getRuntimeContext());
        opened = Count.of(JobMetric.INCIDENTS_OPENED, getRuntimeContext());
        over = Count.of(JobMetric.INCIDENTS_OVER, getRuntimeContext());
        leftOut = Count.of(JobMetric.INCIDENT_INPUT_LEFT_OUT, getRuntimeContext());
        failures = Count.of(JobMetric.INCIDENT_FAILURES, getRuntimeContext());
        ticks = Timing.of(JobMetric.INCIDENT_NANOSECONDS, 1, getRuntimeContext());
    }

    @Override
    public void processElement1(ClientWord word, Context context, Collector<Incident> out) throws Exception {
        Tenant tenant = tenant(context.getCurrentKey());
        tenant.finder.hear(word);
        wake(tenant, word.atMs(), context.timerService());
    }

    /** A gateway's clock may be wrong; what counts is when its row was heard. */
    @Override
    public void processElement2(StreamStats row, Context context, Collector<Incident> out) throws Exception {
        long nowMs = context.timerService().currentWatermark();
        if (nowMs == Long.MIN_VALUE) { // nothing was heard of any agent: there is no time
            leftOut.add(1);
            return;
        }
        Tenant tenant = tenant(context.getCurrentKey());
        tenant.finder.hear(row, nowMs);
        wake(tenant, nowMs, context.timerService());
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Incident> out) throws Exception {
        Tenant tenant = tenant(context.getCurrentKey());
        long begun = ticks.begin();
        List<Incident> news = tick(tenant, context.getCurrentKey(), timestamp);
        ticks.end(begun);
        for (Incident incident : news) {
            count(tenant, incident);
            out.collect(incident);
        }
        leftOut.add(tenant.finder.takeLeftOut());
        if (tenant.finder.isEmpty()) {
            tenants.remove(context.getCurrentKey());
            memory.clear();
            return;
        }
        if (!news.isEmpty() || timestamp - tenant.savedMs >= SAVE_MS || tenant.savedMs == Long.MIN_VALUE) {
            memory.update(tenant.finder.memory());
            tenant.savedMs = timestamp;
        }
        tenant.timerMs = Long.MIN_VALUE;
        long watermarkMs = context.timerService().currentWatermark();
        wake(tenant, watermarkMs - timestamp > LONG_MS ? watermarkMs : timestamp, context.timerService());
    }

    private List<Incident> tick(Tenant tenant, String name, long nowMs) throws Exception {
        try {
            return tenant.finder.tick(nowMs);
        } catch (RuntimeException e) {
            LOG.warn("incidents of tenant '{}' are looked for anew, after a mistake", name, e);
            failures.add(1);
            tenants.remove(name);
            memory.clear();
            return List.of();
        }
    }

    private void count(Tenant tenant, Incident incident) {
        told.add(1);
        if (!incident.isOpen()) {
            over.add(1);
            tenant.open.remove(incident.id());
        } else if (tenant.open.add(incident.id())) {
            opened.add(1, incident.kind().word());
        }
    }

    private Tenant tenant(String name) throws Exception {
        Tenant known = tenants.get(name);
        if (known == null) {
            known = new Tenant(new IncidentFinder(name, config));
            IncidentMemory saved = memory.value();
            if (saved != null) {
                known.finder.restore(saved);
                for (IncidentMemory.Kept kept : saved.open()) {
                    known.open.add(kept.told().id());
                }
            }
            tenants.put(name, known);
        }
        return known;
    }

    private static void wake(Tenant tenant, long nowMs, TimerService timers) {
        if (tenant.timerMs == Long.MIN_VALUE) {
            tenant.timerMs = (Math.floorDiv(nowMs, TICK_MS) + 1) * TICK_MS;
            timers.registerEventTimeTimer(tenant.timerMs);
        }
    }
}

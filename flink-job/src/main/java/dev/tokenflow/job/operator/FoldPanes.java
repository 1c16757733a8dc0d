package dev.tokenflow.job.operator;

import dev.tokenflow.core.event.Batch;
import dev.tokenflow.core.event.BatchCodec;
import dev.tokenflow.core.event.BatchHeader;
import dev.tokenflow.core.event.MalformedBatchException;
import dev.tokenflow.core.event.SequenceWindow;
import dev.tokenflow.core.event.TcpEventView;
import dev.tokenflow.core.feature.EventRules;
import dev.tokenflow.core.feature.Pane;
import dev.tokenflow.core.feature.PaneFold;
import dev.tokenflow.core.feature.SocketGauges;
import dev.tokenflow.core.feature.SocketState;
import dev.tokenflow.core.feature.ToldGauges;
import dev.tokenflow.job.JobMetric;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.record.RejectedBatch;
import dev.tokenflow.job.record.SourceBatch;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Folds the events of one agent's shard into panes. Batches wait as they came until the watermark has passed the end of a pane; then the pane is folded from
 * all its events at once. So neither the order of batches nor that of events matters, and nothing is allocated for an event that waits.
 */
public final class FoldPanes extends KeyedProcessFunction<String, SourceBatch, Pane> {
    private static final long serialVersionUID = 1L;
    private static final long NS_PER_MS = 1_000_000L;

    private final long paneMs;
    private final long socketIdleMs;
    private final long silenceMs;
    private transient ValueState<SourceState> source;
    private transient ListState<SourceBatch> waiting;
    private transient MapState<Long, SocketState> sockets;
    private transient MapState<String, ToldGauges> told;
    private transient TcpEventView event;
    private transient Count duplicates;
    private transient Count missing;
    private transient Count reordered;
    private transient Count eventsIn;
    private transient Count eventsRejected;
    private transient Count eventsLate;
    private transient Count forgotten;
    private transient Count panesOut;

    public FoldPanes(JobConfig config) {
        paneMs = config.window().pane().toMillis();
        socketIdleMs = config.lifetime().socketIdle().toMillis();
        silenceMs = config.lifetime().sourceSilence().toMillis();
    }

    @Override
    public void open(OpenContext context) {
        source = getRuntimeContext().getState(new ValueStateDescriptor<>("source", SourceState.class));
        waiting = getRuntimeContext().getListState(new ListStateDescriptor<>("waiting", SourceBatch.class));
        sockets = getRuntimeContext().getMapState(new MapStateDescriptor<>("sockets", Long.class, SocketState.class));
        told = getRuntimeContext().getMapState(new MapStateDescriptor<>("told", String.class, ToldGauges.class));
        event = new TcpEventView();
        duplicates = Count.of(JobMetric.BATCHES_DUPLICATE, getRuntimeContext());
        missing = Count.of(JobMetric.BATCHES_MISSING, getRuntimeContext());
        reordered = Count.of(JobMetric.BATCHES_REORDERED, getRuntimeContext());
        eventsIn = Count.of(JobMetric.EVENTS_IN, getRuntimeContext());
        eventsRejected = Count.of(JobMetric.EVENTS_REJECTED, getRuntimeContext());
        eventsLate = Count.of(JobMetric.EVENTS_LATE, getRuntimeContext());
        forgotten = Count.of(JobMetric.SOCKETS_FORGOTTEN, getRuntimeContext());
        panesOut = Count.of(JobMetric.PANES_OUT, getRuntimeContext());
    }

    @Override
    public void processElement(SourceBatch batch, Context context, Collector<Pane> out) throws Exception {
        Batch decoded = decode(batch);
        BatchHeader header = decoded.header();
        SourceState state = source.value();
        SequenceWindow sequences = state == null ? SequenceWindow.START : state.sequences();
        if (sequences.isDuplicate(header.epoch(), header.sequence())) {
            duplicates.add(1);
            return;
        }
        missing.add(sequences.missingBefore(header.epoch(), header.sequence()));
        reordered.add(sequences.isOvertaken(header.epoch(), header.sequence()) ? 1 : 0);
        remember(state, sequences.after(header.epoch(), header.sequence()), batch, header, context);
        eventsIn.add(decoded.count());
        if (sort(batch, decoded, context)) {
            waiting.add(batch);
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Pane> out) throws Exception {
        SourceState state = source.value();
        if (state == null) {
            return;
        }
        long endMs = timestamp + 1;
        boolean silent = endMs - state.newestMs() >= silenceMs;
        if (silent) {
            sockets.clear();
        }
        close(endMs, state.site(), context.getCurrentKey(), out);
        boolean batchesWait = waiting.get().iterator().hasNext();
        if (silent && !batchesWait) {
            source.clear();
            waiting.clear();
            sockets.clear();
            told.clear(); // emptied maps would stay as empty maps
            return;
        }
        if (!sockets.isEmpty()) {
            context.timerService().registerEventTimeTimer(timestamp + paneMs);
        }
        if (timestamp == state.checkMs()) {
            long checkMs = checkMs(state.newestMs());
            context.timerService().registerEventTimeTimer(checkMs);
            source.update(new SourceState(state.sequences(), state.site(), state.newestMs(), checkMs));
        }
    }

    private void remember(
            @Nullable SourceState before,
            SequenceWindow sequences,
            SourceBatch batch,
            BatchHeader header,
            Context context)
            throws Exception {
        long closedMs = Math.floorDiv(header.closedNs() + batch.offsetNs(), NS_PER_MS);
        long newestMs = before == null ? closedMs : Math.max(before.newestMs(), closedMs);
        long checkMs = before == null ? checkMs(newestMs) : before.checkMs();
        if (before == null) {
            context.timerService().registerEventTimeTimer(checkMs);
        }
        source.update(new SourceState(sequences, header.agent(), newestMs, checkMs));
    }

    /** The last ms of the pane in which the source will have been silent for too long. */
    private long checkMs(long newestMs) {
        return paneEndMs(newestMs + silenceMs) - 1;
    }

    /** Sets a timer for every pane the batch has events for; late and impossible events are set aside. Whether any event is left. */
    private boolean sort(SourceBatch batch, Batch decoded, Context context) {
        long watermark = context.timerService().currentWatermark();
        Map<String, BitSet> aside = new TreeMap<>();
        long timer = Long.MIN_VALUE;
        boolean any = false;
        for (int i = 0; i < decoded.count(); i++) {
            decoded.read(i, event);
            String objection = EventRules.objection(event, decoded.header().closedNs());
            long lastMs = paneEndMs(wallMs(batch)) - 1;
            if (objection == null && lastMs <= watermark) {
                objection = "late";
            }
            if (objection != null) {
                aside.computeIfAbsent(objection, reason -> new BitSet()).set(i);
                continue;
            }
            any = true;
            if (lastMs != timer) {
                timer = lastMs;
                context.timerService().registerEventTimeTimer(timer);
            }
        }
        aside.forEach((reason, events) -> setAside(batch, decoded, reason, events, context));
        return any;
    }

    private void setAside(SourceBatch batch, Batch decoded, String reason, BitSet events, Context context) {
        if (reason.equals("late")) {
            eventsLate.add(events.cardinality());
        } else {
            eventsRejected.add(events.cardinality(), reason);
        }
        String detail = events.cardinality() + " of " + decoded.count() + " events of " + batch.source();
        context.output(SideOutputs.REJECTED, RejectedBatch.of(batch.raw(), decoded.only(events), reason, detail));
    }

    private void close(long endMs, String site, String key, Collector<Pane> out) throws Exception {
        PaneFold fold = new PaneFold(key, site, endMs);
        foldEvents(endMs, fold);
        foldSockets(endMs, fold);
        tell(fold, out);
    }

    private void foldEvents(long endMs, PaneFold fold) throws Exception {
        List<SourceBatch> stillWaiting = new ArrayList<>();
        boolean changed = false;
        for (SourceBatch batch : waiting.get()) {
            if (foldEvents(batch, endMs, fold)) {
                stillWaiting.add(batch);
            } else {
                changed = true;
            }
        }
        if (changed) {
            waiting.update(stillWaiting);
        }
    }

    /** Whether the batch also has events for later panes. */
    private boolean foldEvents(SourceBatch batch, long endMs, PaneFold fold) throws Exception {
        Batch decoded = decode(batch);
        boolean later = false;
        for (int i = 0; i < decoded.count(); i++) {
            decoded.read(i, event);
            long eventMs = wallMs(batch);
            if (EventRules.objection(event, decoded.header().closedNs()) != null || eventMs < endMs - paneMs) {
                continue;
            }
            if (eventMs >= endMs) {
                later = true;
                continue;
            }
            long wallNs = event.tsNs() + batch.offsetNs();
            fold.add(event, wallNs);
            long cookie = event.sockCookie();
            sockets.put(cookie, SocketState.after(sockets.get(cookie), event, wallNs));
        }
        return later;
    }

    private void foldSockets(long endMs, PaneFold fold) throws Exception {
        long idleSinceNs = (endMs - socketIdleMs) * NS_PER_MS;
        Iterator<Map.Entry<Long, SocketState>> all = sockets.iterator();
        while (all.hasNext()) {
            SocketState socket = all.next().getValue();
            if (socket.isClosed()) {
                all.remove();
            } else if (socket.lastEventNs() < idleSinceNs) {
                all.remove();
                forgotten.add(1);
            } else {
                fold.add(socket);
            }
        }
    }

    /** Emits panes that have events or changed gauges, and says of which paths nothing is left. */
    private void tell(PaneFold fold, Collector<Pane> out) throws Exception {
        Set<String> present = new HashSet<>();
        for (Pane pane : fold.panes()) {
            String path = pane.path();
            present.add(path);
            ToldGauges before = told.get(path);
            SocketGauges known = before == null ? SocketGauges.NONE : before.gauges();
            if (pane.hasEvents() || !pane.gauges().equals(known)) {
                emit(pane, out);
                told.put(path, new ToldGauges(pane.scope(), pane.key(), pane.gauges()));
            }
        }
        Iterator<Map.Entry<String, ToldGauges>> all = told.iterator();
        while (all.hasNext()) {
            Map.Entry<String, ToldGauges> entry = all.next();
            ToldGauges before = entry.getValue();
            if (!present.contains(entry.getKey())) {
                emit(fold.nothingLeft(before.scope(), before.key()), out);
                all.remove();
            } else if (before.gauges().equals(SocketGauges.NONE)) {
                all.remove();
            }
        }
    }

    private void emit(Pane pane, Collector<Pane> out) {
        panesOut.add(1);
        out.collect(pane);
    }

    private long wallMs(SourceBatch batch) {
        return Math.floorDiv(event.tsNs() + batch.offsetNs(), NS_PER_MS);
    }

    private long paneEndMs(long ms) {
        return (Math.floorDiv(ms, paneMs) + 1) * paneMs;
    }

    private static Batch decode(SourceBatch batch) {
        try {
            return BatchCodec.decode(batch.raw().value());
        } catch (MalformedBatchException e) {
            throw new IllegalStateException("a batch that was checked cannot be read", e);
        }
    }
}

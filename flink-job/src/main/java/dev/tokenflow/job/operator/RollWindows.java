package dev.tokenflow.job.operator;

import dev.tokenflow.core.feature.Pane;
import dev.tokenflow.core.feature.PathWindow;
import dev.tokenflow.core.feature.SourceGauges;
import dev.tokenflow.core.feature.WindowConfig;
import dev.tokenflow.job.JobMetric;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.record.PathReading;
import dev.tokenflow.job.record.ReadingKind;
import java.util.Arrays;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Reads a path at the end of every slide in which something was seen of it, at once on an alarm, and while connections are open at least every third of a
 * hint's time to live. One timer a path. A path without connections and events is forgotten.
 */
public final class RollWindows extends KeyedProcessFunction<String, Pane, PathReading> {
    private static final long serialVersionUID = 1L;

    private final WindowConfig window;
    private final Alarm alarm;
    private final double headerBytes;
    private final long slideMs;
    private final long refreshMs;
    private final long idleMs;
    private transient ValueState<PathState> path;
    private transient Count alarms;
    private transient Count expired;

    public RollWindows(JobConfig config) {
        window = config.window();
        alarm = new Alarm(config.alarm(), window.horizon().toMillis());
        headerBytes = config.wire().segmentBytes();
        slideMs = window.slide().toMillis();
        refreshMs = Math.max(slideMs, Math.floorDiv(config.lifetime().ttl().toMillis() / 3, slideMs) * slideMs);
        idleMs = config.lifetime().pathIdle().toMillis();
    }

    @Override
    public void open(OpenContext context) {
        path = getRuntimeContext().getState(new ValueStateDescriptor<>("path", PathState.class));
        alarms = Count.of(JobMetric.ALARMS, getRuntimeContext());
        expired = Count.of(JobMetric.PATHS_EXPIRED, getRuntimeContext());
    }

    @Override
    public void processElement(Pane pane, Context context, Collector<PathReading> out) throws Exception {
        PathState before = path.value();
        PathState s = before == null ? PathState.of(pane.scope(), pane.key()) : before;
        boolean raised = alarm.isRaisedBy(pane, s.window());
        long wantedMs = raised ? pane.endMs() : slideEnd(pane.endMs());
        long wakeMs = s.wakeMs() == PathState.NEVER ? wantedMs : Math.min(s.wakeMs(), wantedMs);
        setTimer(context.timerService(), s.wakeMs(), wakeMs);
        path.update(new PathState(
                s.scope(),
                s.key(),
                s.window().add(pane),
                Math.max(s.lastPaneMs(), pane.endMs()),
                s.lastReadMs(),
                wakeMs,
                raised ? Math.max(s.alarmMs(), pane.endMs()) : s.alarmMs()));
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<PathReading> out) throws Exception {
        PathState s = path.value();
        long nowMs = timestamp + 1;
        if (s == null || s.wakeMs() != nowMs) {
            return;
        }
        PathWindow rolled = s.window().advance(nowMs, window);
        ReadingKind kind = kind(s, rolled, nowMs);
        if (kind != null) {
            boolean early = s.alarmMs() == nowMs && nowMs % slideMs != 0;
            alarms.add(early ? 1 : 0);
            out.collect(read(kind, s, rolled, early));
        }
        if (kind == ReadingKind.EXPIRED) {
            expired.add(1);
            path.clear();
            return;
        }
        long readMs = kind == null ? s.lastReadMs() : nowMs;
        long wakeMs = nextWake(rolled, nowMs, isOpen(rolled) ? readMs + refreshMs : s.lastPaneMs() + idleMs);
        setTimer(context.timerService(), PathState.NEVER, wakeMs);
        PathWindow kept = kind == ReadingKind.UPDATE ? rolled.reported() : rolled;
        path.update(new PathState(s.scope(), s.key(), kept, s.lastPaneMs(), readMs, wakeMs, s.alarmMs()));
    }

    /** Why the path is to be read now; null when it is not. */
    private @Nullable ReadingKind kind(PathState s, PathWindow rolled, long nowMs) {
        if (rolled.pending().length < s.window().pending().length) {
            return ReadingKind.UPDATE;
        }
        if (isOpen(rolled)) {
            return nowMs - s.lastReadMs() >= refreshMs ? ReadingKind.REFRESH : null;
        }
        boolean idle = rolled.pending().length == 0 && nowMs - s.lastPaneMs() >= idleMs;
        return idle ? ReadingKind.EXPIRED : null;
    }

    private static boolean isOpen(PathWindow window) {
        return window.sockets().openConnections() > 0;
    }

    private PathReading read(ReadingKind kind, PathState s, PathWindow rolled, boolean early) {
        String[] sites = Arrays.stream(rolled.gauges())
                .map(SourceGauges::source)
                .map(source -> source.substring(0, source.lastIndexOf('/')))
                .distinct()
                .sorted()
                .toArray(String[]::new);
        return new PathReading(
                kind, rolled.features(s.scope(), s.key(), window, early), rolled.signals(window, headerBytes), sites);
    }

    /** The end of the first window that waiting panes need, else {@code otherwiseMs}, rounded up to a slide. */
    private long nextWake(PathWindow rolled, long nowMs, long otherwiseMs) {
        long wakeMs = otherwiseMs;
        for (Pane pane : rolled.pending()) {
            wakeMs = Math.min(wakeMs, pane.endMs());
        }
        return slideEnd(Math.max(wakeMs, nowMs + 1));
    }

    private static void setTimer(TimerService timers, long beforeMs, long wakeMs) {
        if (beforeMs != wakeMs) {
            if (beforeMs != PathState.NEVER) {
                timers.deleteEventTimeTimer(beforeMs - 1);
            }
            timers.registerEventTimeTimer(wakeMs - 1);
        }
    }

    private long slideEnd(long ms) {
        return -Math.floorDiv(-ms, slideMs) * slideMs;
    }
}

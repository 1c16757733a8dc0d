package dev.tokenflow.core.window;

import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.pane.PaneTimes;
import dev.tokenflow.core.pane.PaneView;
import dev.tokenflow.core.pane.WindowConfig;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.LimitConfig;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.protocol.hint.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rolls the windows of partitions of paths. It takes in panes, evaluates every client that got one when a slide ends
 * (prefixes and sites once a second), evaluates a path at once on an alarm, and evaluates open paths at least every
 * third of a hint's time to live, so that their hints do not expire. Window ends are multiples of the slide for all
 * paths; partitions take turns within a part of a pane, so that the work does not come all at once. A path without
 * connections and events is forgotten. Holds no state but scratch space; not thread-safe.
 */
public final class WindowRoller {
    private static final long LONGEST_WAIT_MS = 1_000;

    /**
     * Nobody paces by the windows of prefixes and sites: they are for people, and for clients that are not known yet.
     */
    private static final long NEIGHBOURHOOD_MS = 1_000;

    private static final Comparator<PaneBlock> BY_SOURCE = Comparator.comparing(PaneBlock::source);

    private final RollSpans spans;
    private final PaneView pane;
    private final long slideMs;

    /**
     * Panes are taken in when a slide ends, at least every second. Taking in many of one partition together finds its
     * paths in the processor's cache; taking in every pane when it ends would wait for memory at every path.
     */
    private final long takeInMs;

    private final long refreshMs;
    private final long idleMs;

    /**
     * Longest time for which a path is not looked at: short enough that neither a refresh nor its end is missed by a
     * slide.
     */
    private final long lookMs;

    private final long staggerMs;
    private final int partitions;
    private final int maxPaths;

    /** @param headerBytes wire bytes of a segment besides its payload */
    public WindowRoller(WindowConfig window, LifetimeConfig lifetime, LimitConfig limits, double headerBytes) {
        spans = new RollSpans(window, headerBytes);
        pane = new PaneView(spans.paneMs);
        slideMs = window.slide().toMillis();
        takeInMs = slideMs <= LONGEST_WAIT_MS ? slideMs : gcd(slideMs, LONGEST_WAIT_MS);
        long thirdMs = lifetime.ttl().toMillis() / 3;
        long farthestMs = PathPartition.farthestSlides() * slideMs;
        refreshMs = Math.max(slideMs, Math.min(farthestMs, Math.floorDiv(thirdMs, slideMs) * slideMs));
        idleMs = lifetime.pathIdle().toMillis();
        lookMs = Math.max(slideMs, Math.min(refreshMs, Math.floorDiv(idleMs, slideMs) * slideMs));
        staggerMs = window.stagger().toMillis();
        partitions = limits.partitions();
        maxPaths = Math.max(1, limits.maxPaths() / limits.partitions());
    }

    /** Nothing yet of the partition a block belongs to. */
    public PathPartition start(PaneBlock block) {
        return new PathPartition(block.partition(), partitions, spans.paneMs);
    }

    /** Takes in a block: at once when it is of an alarm, else when event time has reached the end of its panes. */
    public void add(PathPartition partition, PaneBlock block, RollSink sink) {
        if (!partition.isResumed) {
            resume(partition);
        }
        if (block.isAlarm()) {
            evaluateAlarm(partition, block, sink);
        } else {
            partition
                    .pending
                    .computeIfAbsent(block.endMs(), end -> new ArrayList<>(4))
                    .add(block);
            if (partition.index != null) {
                partition.index.add(block, pane);
            }
        }
    }

    /**
     * When {@link #wake} is to be called next: event time must have reached it. {@link Long#MAX_VALUE} when there is
     * nothing to be done.
     */
    public long wakeMs(PathPartition partition) {
        long wakeMs = partition.pending.isEmpty()
                ? Long.MAX_VALUE
                : -Math.floorDiv(-partition.pending.firstKey(), takeInMs) * takeInMs + phaseMs(partition);
        if (partition.paths.size() > 0) {
            wakeMs = Math.min(wakeMs, partition.firedMs + slideMs + phaseMs(partition));
        }
        return wakeMs;
    }

    /** Takes in what is due at {@code nowMs}, as {@link #wakeMs} asked, and evaluates paths when a slide has ended. */
    public void wake(PathPartition partition, long nowMs, RollSink sink) {
        if (!partition.isResumed) {
            resume(partition);
        }
        long endMs = nowMs - phaseMs(partition);
        Iterator<Map.Entry<Long, List<PaneBlock>>> panes =
                partition.pending.entrySet().iterator();
        while (panes.hasNext()) {
            Map.Entry<Long, List<PaneBlock>> blocks = panes.next();
            if (blocks.getKey() > endMs) {
                break;
            }
            takeIn(partition, blocks.getKey(), blocks.getValue(), sink);
            panes.remove();
            partition.index = null;
        }
        partition.forgetSources();
        if (partition.paths.size() > 0 && endMs >= partition.firedMs + slideMs) {
            evaluateSlide(partition, Math.floorDiv(endMs, slideMs) * slideMs, sink);
        }
    }

    private void takeIn(PathPartition partition, long paneEndMs, List<PaneBlock> blocks, RollSink sink) {
        blocks.sort(BY_SOURCE);
        if (partition.paths.size() == 0) {
            partition.firedMs = Math.floorDiv(paneEndMs - 1, slideMs) * slideMs;
        }
        for (PaneBlock block : blocks) {
            int source = partition.sourceNumber(block.source(), block.site());
            pane.of(block);
            while (pane.next()) {
                PathWindow path = pane.find(partition.paths);
                if (path == null) {
                    path = addPath(partition, sink);
                }
                if (path == null) {
                    continue;
                }
                path.add(pane, source, spans);
                if (path.openConnections() > 0) {
                    partition.touch(path);
                } else {
                    partition.retire(path);
                }
                if (!path.isDirty) {
                    path.isDirty = true;
                    partition.dirty.add(path);
                }
            }
        }
    }

    /**
     * A window for the path of the present pane. Where there are too many, a path without open connections makes room;
     * else the new one is refused, since to forget a path that is in use would take the hint from somebody who has one.
     */
    private @Nullable PathWindow addPath(PathPartition partition, RollSink sink) {
        PathWindow oldest = partition.oldest;
        if (oldest != null && partition.paths.size() >= maxPaths) {
            if (oldest.openConnections() > 0) {
                sink.refused();
                return null;
            }
            sink.evicted();
            forget(partition, oldest, Math.max(oldest.lastPaneMs, partition.firedMs), sink);
        }
        PathWindow path = new PathWindow(pane.name());
        partition.add(path);
        partition.putOff(path, Math.floorDiv(partition.firedMs + lookMs, slideMs));
        return path;
    }

    private void evaluateSlide(PathPartition partition, long endMs, RollSink sink) {
        long now = spans.paneNumber(endMs);
        List<PathWindow> later = new ArrayList<>();
        for (PathWindow path : partition.dirty) {
            if (!path.gone && isTooEarly(path, endMs)) {
                later.add(path);
                continue;
            }
            if (!path.gone) {
                evaluate(partition, path, ReadingKind.UPDATE, now, endMs, sink);
                path.reported();
            }
            path.isDirty = false;
        }
        partition.dirty.clear();
        partition.dirty.addAll(later);
        for (long slide = Math.floorDiv(partition.firedMs, slideMs) + 1; slide * slideMs <= endMs; slide++) {
            PathWindow next;
            for (PathWindow path = partition.takeDue(slide); path != null; path = next) {
                next = path.nextDue;
                path.nextDue = null;
                if (!path.gone) {
                    refreshOrForget(partition, path, now, endMs, sink);
                }
            }
        }
        partition.firedMs = endMs;
    }

    private static boolean isTooEarly(PathWindow path, long endMs) {
        return path.name.scope() != Scope.CLIENT
                && path.lastEvaluatedMs != PaneTimes.NEVER
                && endMs - path.lastEvaluatedMs < NEIGHBOURHOOD_MS;
    }

    private long refreshMs(PathWindow path) {
        return path.name.scope() == Scope.CLIENT ? refreshMs : Math.max(refreshMs, NEIGHBOURHOOD_MS);
    }

    /** A path without new panes: it is refreshed while it is open, and forgotten when it was idle for too long. */
    private void refreshOrForget(PathPartition partition, PathWindow path, long now, long endMs, RollSink sink) {
        boolean open = path.openConnections() > 0;
        if (open && endMs - path.lastEvaluatedMs >= refreshMs(path)) {
            evaluate(partition, path, ReadingKind.REFRESH, now, endMs, sink);
        } else if (!open && endMs - path.lastPaneMs >= idleMs) {
            forget(partition, path, endMs, sink);
            return;
        }
        long againMs = open ? path.lastEvaluatedMs + refreshMs(path) : path.lastPaneMs + idleMs;
        long slide = Math.floorDiv(Math.min(againMs, endMs + lookMs) + slideMs - 1, slideMs);
        partition.putOff(path, Math.max(slide, Math.floorDiv(endMs, slideMs) + 1));
    }

    private void forget(PathPartition partition, PathWindow path, long endMs, RollSink sink) {
        evaluate(partition, path, ReadingKind.EXPIRED, spans.paneNumber(endMs), endMs, sink);
        partition.remove(path);
    }

    private void evaluate(
            PathPartition partition, PathWindow path, ReadingKind kind, long now, long endMs, RollSink sink) {
        path.advance(now, spans);
        path.lastEvaluatedMs = endMs;
        sink.reading(new PathReading(
                partition.partition,
                kind,
                path.features(endMs, false, spans),
                path.signals(now, endMs, 0, spans),
                sites(partition, path)));
    }

    /**
     * Evaluates a copy of the path that has taken in everything known of it, finished or not. The path itself stays as
     * it is, since the same panes come again when they are finished.
     */
    private void evaluateAlarm(PathPartition partition, PaneBlock block, RollSink sink) {
        PaneView alarmed = pane.of(block);
        if (!alarmed.next()) {
            return;
        }
        PathName name = alarmed.name();
        PathWindow known = partition.paths.get(name);
        PathWindow path = known == null ? new PathWindow(name) : known.copy();
        indexOf(partition).forEach(name, pane, waiting -> addPane(partition, path, waiting));
        addAll(partition, path, block);
        long now = spans.paneNumber(block.endMs());
        long missingMs = Math.max(0, block.endMs() - block.alarmMs());
        path.advance(now, spans);
        sink.reading(new PathReading(
                partition.partition,
                ReadingKind.UPDATE,
                path.features(block.alarmMs(), true, spans),
                path.signals(now, block.alarmMs(), Math.min(missingMs, spans.paneMs - 1), spans),
                sites(partition, path)));
    }

    private PaneIndex indexOf(PathPartition partition) {
        PaneIndex known = partition.index;
        if (known != null) {
            return known;
        }
        PaneIndex made = new PaneIndex();
        partition.pending.values().forEach(blocks -> blocks.forEach(block -> made.add(block, pane)));
        partition.index = made;
        return made;
    }

    private void addAll(PathPartition partition, PathWindow path, PaneBlock block) {
        pane.of(block);
        while (pane.next()) {
            if (pane.isOf(path.name)) {
                addPane(partition, path, block);
            }
        }
    }

    private void addPane(PathPartition partition, PathWindow path, PaneBlock block) {
        path.add(pane, partition.sourceNumber(block.source(), block.site()), spans);
    }

    private static String[] sites(PathPartition partition, PathWindow path) {
        String[] sites = path.sites(partition);
        if (sites.length > 1) {
            sites = Arrays.stream(sites).distinct().sorted().toArray(String[]::new);
        }
        return sites;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    private long phaseMs(PathPartition partition) {
        return staggerMs * partition.partition / partition.partitions;
    }

    /**
     * Puts the paths of a partition that was loaded back on the lists of those due; refuses one that was saved under
     * settings which do not fit.
     */
    private void resume(PathPartition partition) {
        if (partition.partitions != partitions || partition.paneMs != spans.paneMs) {
            throw new IllegalStateException(
                    "the saved windows have " + partition.partitions + " path partitions and panes of "
                            + partition.paneMs + " ms, the settings say " + partitions + " and " + spans.paneMs
                            + ": set path-partitions and pane as they were, or start without the savepoint");
        }
        partition.isResumed = true;
        long slide = Math.floorDiv(partition.firedMs, slideMs) + 1;
        for (PathWindow path = partition.oldest; path != null; path = path.newer) {
            partition.putOff(path, slide);
            if (path.isDirty) {
                partition.dirty.add(path);
            }
        }
    }
}

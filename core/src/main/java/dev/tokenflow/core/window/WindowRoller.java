package dev.tokenflow.core.window;

import dev.tokenflow.core.pacing.PathPacing;
import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.pane.PaneTimes;
import dev.tokenflow.core.pane.PaneView;
import dev.tokenflow.core.pane.WindowConfig;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.LimitConfig;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.protocol.hint.Scope;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rolls the windows of groups of paths. It takes in panes when they are finished, and looks at paths as its
 * {@link RollMode} says: at the end of a slide, or soon after something new was seen. It takes time from event time
 * ({@link #wake}), or, where paths are looked at on news, from the shard as well: {@link #hurry}. It looks at a path at
 * once on an alarm, and at open paths now and then in silence, so that their hints do not run out. Ends of slides are
 * the same for all paths; groups take turns within a part of a pane, so that the work does not come all at once. A path
 * without connections and events is forgotten. Holds no state but scratch space; not thread-safe.
 */
public final class WindowRoller {
    /**
     * Nobody paces by the windows of prefixes and sites: they are for people, and for clients that are not known yet.
     */
    private static final long NEIGHBOURHOOD_MS = 1_000;

    private static final Comparator<PaneBlock> BY_SHARD = Comparator.comparing(PaneBlock::shard);

    private final RollSpans spans;
    private final PaneView pane;
    private final List<PathWindow> fresh = new ArrayList<>();
    private final RollMode mode;
    private final Views views;
    private final long slideMs;
    private final long paceMs;
    private final long refreshMs;
    private final long calmRefreshMs;
    private final long idleMs;

    /** Longest time for which a path is not looked at: short enough that its end is not missed by a slide. */
    private final long lookMs;

    private final long staggerMs;
    private final int groups;
    private final int maxPaths;

    /** @param headerBytes wire bytes of a segment besides its payload */
    public WindowRoller(
            WindowConfig window, LifetimeConfig lifetime, LimitConfig limits, double headerBytes, RollMode mode) {
        this.mode = mode;
        spans = new RollSpans(window, headerBytes);
        pane = new PaneView(spans.paneMs);
        views = new Views(spans);
        slideMs = window.slide().toMillis();
        paceMs = window.pace().toMillis();
        refreshMs = refreshMs(lifetime.ttl().toMillis());
        calmRefreshMs = refreshMs(lifetime.calmTtl().toMillis());
        idleMs = lifetime.pathIdle().toMillis();
        lookMs = Math.max(
                slideMs, Math.min(PathGroup.farthestSlides() * slideMs, Math.floorDiv(idleMs, slideMs) * slideMs));
        staggerMs = window.stagger().toMillis();
        groups = limits.groups();
        maxPaths = Math.max(1, limits.maxPaths() / limits.groups());
    }

    /** A third of a hint's life, in whole slides, as far as a path can be put off. */
    private long refreshMs(long ttlMs) {
        long farthestMs = PathGroup.farthestSlides() * slideMs;
        return Math.max(slideMs, Math.min(farthestMs, Math.floorDiv(ttlMs / 3, slideMs) * slideMs));
    }

    /** Nothing yet of the group a block belongs to. */
    public PathGroup start(PaneBlock block) {
        return new PathGroup(block.group(), groups, spans.paneMs);
    }

    /** Takes in a block: at once when it is of an alarm, else when event time has reached the end of its panes. */
    public void add(PathGroup group, PaneBlock block, RollSink sink) {
        begin(group);
        if (block.isAlarm()) {
            evaluateAlarm(group, block, sink);
        } else {
            group.pending
                    .computeIfAbsent(block.endMs(), end -> new ArrayList<>(4))
                    .add(block);
            if (group.index != null) {
                group.index.add(block, pane);
            }
        }
    }

    /**
     * Takes in at once what was added, and lets the paths of it take the steps that are due: their shard has told of
     * them up to that end, so there is nothing to wait for. Another shard of the same path that tells a little later is
     * heard at the next step. Of no effect where paths are read at the ends of slides.
     */
    public void hurry(PathGroup group, RollSink sink) {
        if (mode != RollMode.ON_NEWS) {
            return;
        }
        begin(group);
        while (!group.pending.isEmpty()) {
            Map.Entry<Long, List<PaneBlock>> blocks = group.pending.pollFirstEntry();
            long endMs = blocks.getKey();
            takeIn(group, endMs, blocks.getValue(), sink);
            for (PathWindow path : fresh) {
                long dueMs = stepDueMs(path, endMs);
                if (dueMs <= endMs) {
                    step(group, path, Math.max(path.lastPaneMs, path.lastEvaluatedMs), sink);
                } else if (!path.isStepDue) {
                    path.isStepDue = true;
                    putStep(group, path, dueMs);
                }
            }
            fresh.clear();
        }
        group.index = null;
    }

    /**
     * When {@link #wake} is to be called next: event time must have reached it. {@link Long#MAX_VALUE} when there is
     * nothing to be done.
     */
    public long wakeMs(PathGroup group) {
        long wakeMs = group.pending.isEmpty() ? Long.MAX_VALUE : group.pending.firstKey();
        if (!group.steps.isEmpty()) {
            wakeMs = Math.min(wakeMs, group.steps.firstKey());
        }
        if (group.paths.size() > 0) {
            wakeMs = Math.min(wakeMs, group.firedMs + slideMs);
        }
        return wakeMs == Long.MAX_VALUE ? wakeMs : wakeMs + phaseMs(group);
    }

    /** Takes in what is due at {@code nowMs}, as {@link #wakeMs} asked, and looks at the paths that are due. */
    public void wake(PathGroup group, long nowMs, RollSink sink) {
        begin(group);
        long endMs = nowMs - phaseMs(group);
        while (!group.pending.isEmpty() && group.pending.firstKey() <= endMs) {
            Map.Entry<Long, List<PaneBlock>> blocks = group.pending.pollFirstEntry();
            takeIn(group, blocks.getKey(), blocks.getValue(), sink);
            for (PathWindow path : fresh) {
                if (!path.isStepDue) {
                    path.isStepDue = true;
                    putStep(group, path, stepDueMs(path, blocks.getKey()));
                }
            }
            fresh.clear();
            group.index = null;
        }
        group.forgetShards();
        while (!group.steps.isEmpty() && group.steps.firstKey() <= endMs) {
            Map.Entry<Long, List<PathWindow>> steps = group.steps.pollFirstEntry();
            for (PathWindow path : steps.getValue()) {
                if (path.isStepDue && !path.gone && stepDueMs(path, steps.getKey()) <= steps.getKey()) {
                    step(group, path, steps.getKey(), sink);
                } // else it has hurried
            }
        }
        if (group.paths.size() > 0 && endMs >= group.firedMs + slideMs) {
            long slideEndMs = Math.floorDiv(endMs, slideMs) * slideMs;
            evaluateSlide(group, slideEndMs, sink);
            sink.slide(group, slideEndMs);
        }
    }

    private void begin(PathGroup group) {
        group.melt();
        if (!group.isResumed) {
            resume(group);
        }
    }

    private void takeIn(PathGroup group, long paneEndMs, List<PaneBlock> blocks, RollSink sink) {
        blocks.sort(BY_SHARD);
        startAt(group, paneEndMs);
        for (PaneBlock block : blocks) {
            int shard = group.shardNumber(block);
            pane.of(block);
            while (pane.next()) {
                PathWindow path = pane.find(group.paths);
                if (path == null) {
                    path = addPath(group, sink);
                }
                if (path == null) {
                    continue;
                }
                path.thaw();
                path.add(pane, shard, spans);
                if (path.openConnections() > 0) {
                    group.touch(path);
                } else {
                    group.retire(path);
                }
                path.isDirty = true;
                if (mode == RollMode.EVERY_SLIDE) {
                    list(group, path);
                } else {
                    fresh.add(path);
                }
            }
        }
    }

    /** A group without paths takes its slides from the first pane that comes. */
    private void startAt(PathGroup group, long paneEndMs) {
        if (group.paths.size() == 0) {
            group.firedMs = Math.floorDiv(paneEndMs - 1, slideMs) * slideMs;
        }
    }

    /** An alarm overtakes finished panes that are a little older, and their slides are still to come. */
    private void startBefore(PathGroup group, PaneBlock alarm) {
        long oldestMs = group.pending.isEmpty() ? alarm.endMs() : Math.min(alarm.endMs(), group.pending.firstKey());
        startAt(group, oldestMs - slideMs);
    }

    /** End of the next slide to be told of at an instant: of the one in it, or a later one when that was told of. */
    private long slideEndMs(PathGroup group, long nowMs) {
        return Math.max(-Math.floorDiv(-nowMs, slideMs) * slideMs, group.firedMs + slideMs);
    }

    private static void list(PathGroup group, PathWindow path) {
        if (!path.isListed) {
            path.isListed = true;
            group.dirty.add(path);
        }
    }

    /** A path that was quiet takes its step at once, a busy one when its pause is over. */
    private long stepDueMs(PathWindow path, long nowMs) {
        long waitMs = path.name.scope() == Scope.CLIENT ? paceMs : NEIGHBOURHOOD_MS;
        return path.steppedMs == PaneTimes.NEVER
                ? nowMs
                : Math.max(nowMs, -Math.floorDiv(-(path.steppedMs + waitMs), spans.paneMs) * spans.paneMs);
    }

    private static void putStep(PathGroup group, PathWindow path, long atMs) {
        group.steps.computeIfAbsent(atMs, at -> new ArrayList<>()).add(path);
    }

    private void step(PathGroup group, PathWindow path, long nowMs, RollSink sink) {
        long now = spans.paneNumber(nowMs);
        path.thaw();
        path.isStepDue = false;
        path.advance(now, spans);
        path.steppedMs = nowMs;
        path.lastEvaluatedMs = nowMs;
        if (sink.step(group, path, views.step(group, path, now, nowMs, slideEndMs(group, nowMs)))) {
            list(group, path);
        }
        path.reported();
        hasten(group, path, nowMs);
    }

    /**
     * A window for the path of the present pane. Where there are too many, a path without open connections makes room;
     * else the new one is refused, since to forget a path that is in use would take the hint from somebody who has one.
     */
    private @Nullable PathWindow addPath(PathGroup group, RollSink sink) {
        PathWindow oldest = group.oldest;
        if (oldest != null && group.paths.size() >= maxPaths) {
            if (oldest.openConnections() > 0) {
                sink.refused();
                return null;
            }
            sink.evicted();
            forget(group, oldest, Math.max(oldest.lastPaneMs, group.firedMs), sink);
        }
        PathWindow path = new PathWindow(pane.name());
        group.add(path);
        group.putOff(path, Math.floorDiv(group.firedMs + Math.min(lookMs, calmRefreshMs), slideMs));
        return path;
    }

    private void evaluateSlide(PathGroup group, long endMs, RollSink sink) {
        List<PathWindow> later = new ArrayList<>();
        for (PathWindow path : group.dirty) {
            if (!path.gone && isTooEarly(path, endMs)) {
                later.add(path);
                continue;
            }
            path.thaw();
            path.isListed = false;
            if (!path.gone) {
                evaluate(group, path, ReadingKind.UPDATE, endMs, sink);
            }
        }
        group.dirty.clear();
        group.dirty.addAll(later);
        for (long slide = Math.floorDiv(group.firedMs, slideMs) + 1; slide * slideMs <= endMs; slide++) {
            PathWindow next;
            for (PathWindow path = group.takeDue(slide); path != null; path = next) {
                next = path.nextDue;
                path.nextDue = null;
                if (!path.gone && refreshOrForget(group, path, endMs, sink)) {
                    group.putOff(path, lookSlide(path, endMs));
                }
            }
        }
        while (!group.hastened.isEmpty() && group.hastened.firstKey() * slideMs <= endMs) {
            for (PathWindow path : group.hastened.pollFirstEntry().getValue()) {
                path.isHastened = false;
                if (!path.gone && refreshOrForget(group, path, endMs, sink)) {
                    hasten(group, path, endMs);
                }
            }
        }
        group.firedMs = endMs;
    }

    /** A path that is not calm any more cannot wait for its turn, which is that of a calm one. */
    private void hasten(PathGroup group, PathWindow path, long nowMs) {
        if (path.isHastened || isCalm(path) || path.openConnections() == 0) {
            return;
        }
        long againMs = Math.max(nowMs + 1, path.lastEvaluatedMs + refreshMs(path));
        long slide = Math.floorDiv(againMs + slideMs - 1, slideMs);
        if (slide < path.dueSlide) {
            path.isHastened = true;
            group.hastened.computeIfAbsent(slide, at -> new ArrayList<>()).add(path);
        }
    }

    private boolean isTooEarly(PathWindow path, long endMs) {
        return mode == RollMode.EVERY_SLIDE
                && path.name.scope() != Scope.CLIENT
                && path.lastEvaluatedMs != PaneTimes.NEVER
                && endMs - path.lastEvaluatedMs < NEIGHBOURHOOD_MS;
    }

    /** Of a path whose hint asks for nothing, and on which nothing is under way, there is little to tell. */
    private static boolean isCalm(PathWindow path) {
        PathPacing decided = path.pacing;
        return decided != null && decided.decision().asksForNothing() && !path.isWaiting();
    }

    private long refreshMs(PathWindow path) {
        long refresh = isCalm(path) ? calmRefreshMs : refreshMs;
        return path.name.scope() == Scope.CLIENT ? refresh : Math.max(refresh, NEIGHBOURHOOD_MS);
    }

    /**
     * A path without new panes: it is refreshed while it is open, and forgotten when it was idle for too long.
     *
     * @return whether it is still known
     */
    private boolean refreshOrForget(PathGroup group, PathWindow path, long endMs, RollSink sink) {
        boolean open = path.openConnections() > 0;
        if (open && endMs - path.lastEvaluatedMs >= refreshMs(path)) {
            evaluate(group, path, ReadingKind.REFRESH, endMs, sink);
        } else if (!open && endMs - path.lastPaneMs >= idleMs) {
            forget(group, path, endMs, sink);
            return false;
        }
        return true;
    }

    /** When it is looked at in its turn after {@code endMs}. */
    private long lookSlide(PathWindow path, long endMs) {
        boolean open = path.openConnections() > 0;
        long againMs = open ? path.lastEvaluatedMs + refreshMs(path) : path.lastPaneMs + idleMs;
        long slide = Math.floorDiv(Math.min(againMs, endMs + lookMs) + slideMs - 1, slideMs);
        return Math.max(slide, Math.floorDiv(endMs, slideMs) + 1);
    }

    private void forget(PathGroup group, PathWindow path, long endMs, RollSink sink) {
        evaluate(group, path, ReadingKind.EXPIRED, endMs, sink);
        group.discount(path);
        group.remove(path);
    }

    private void evaluate(PathGroup group, PathWindow path, ReadingKind kind, long slideEndMs, RollSink sink) {
        long endMs =
                mode == RollMode.ON_NEWS ? Math.max(slideEndMs, path.lastPaneMs) : slideEndMs; // it may have hurried
        long now = spans.paneNumber(endMs);
        path.thaw();
        path.advance(now, spans);
        path.lastEvaluatedMs = endMs;
        sink.reading(group, path, views.whole(group, path, kind, now, endMs, slideEndMs));
        if (kind == ReadingKind.UPDATE) {
            path.isDirty = false;
            path.reported();
        }
        if (kind != ReadingKind.EXPIRED) {
            hasten(group, path, endMs);
        }
    }

    /**
     * Looks at a copy of the path that has taken in everything known of it, finished or not. The path itself stays as
     * it is, since the same panes come again when they are finished.
     */
    private void evaluateAlarm(PathGroup group, PaneBlock block, RollSink sink) {
        PaneView alarmed = pane.of(block);
        if (!alarmed.next()) {
            return;
        }
        PathName name = alarmed.name();
        PathWindow known = group.paths.get(name);
        if (known == null) {
            startBefore(group, block);
            known = addPath(group, sink);
            if (known == null) {
                return;
            }
            known.lastPaneMs = block.endMs();
        }
        known.thaw();
        PathWindow path = known.copy();
        indexOf(group).forEach(name, pane, waiting -> addPane(group, path, waiting));
        addAll(group, path, block);
        path.advance(spans.paneNumber(block.endMs()), spans);
        sink.reading(group, known, views.alarm(group, path, block, slideEndMs(group, block.alarmMs())));
        hasten(group, known, block.endMs());
    }

    private PaneIndex indexOf(PathGroup group) {
        PaneIndex known = group.index;
        if (known != null) {
            return known;
        }
        PaneIndex made = new PaneIndex();
        group.pending.values().forEach(blocks -> blocks.forEach(block -> made.add(block, pane)));
        group.index = made;
        return made;
    }

    private void addAll(PathGroup group, PathWindow path, PaneBlock block) {
        pane.of(block);
        while (pane.next()) {
            if (pane.isOf(path.name)) {
                addPane(group, path, block);
            }
        }
    }

    private void addPane(PathGroup group, PathWindow path, PaneBlock block) {
        path.add(pane, group.shardNumber(block), spans);
    }

    private long phaseMs(PathGroup group) {
        return staggerMs * group.group / group.groups;
    }

    /** Puts the paths of a group that was loaded or copied back on the lists of those due. */
    private void resume(PathGroup group) {
        if (group.groups != groups || group.paneMs != spans.paneMs) {
            throw new IllegalStateException(
                    "the saved windows are in " + group.groups + " groups of paths with panes of "
                            + group.paneMs + " ms, the settings say " + groups + " and " + spans.paneMs
                            + ": set path-groups and pane as they were, or start without the savepoint");
        }
        group.isResumed = true;
        long slide = Math.floorDiv(group.firedMs, slideMs) + 1;
        for (PathWindow path = group.oldest; path != null; path = path.newer) {
            group.putOff(path, slide);
            if (path.isListed || (path.isDirty && mode == RollMode.EVERY_SLIDE)) {
                path.isListed = true;
                group.dirty.add(path);
            }
            if (path.isStepDue) {
                putStep(group, path, stepDueMs(path, Math.max(path.lastPaneMs, group.firedMs)));
            }
            PathPacing decided = path.pacing;
            if (path.name.scope() == Scope.CLIENT && decided != null) {
                group.count(path, path.activeStreams() > 0, decided.isCongested());
            }
        }
    }
}

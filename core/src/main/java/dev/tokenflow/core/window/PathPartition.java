package dev.tokenflow.core.window;

import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.pane.PaneTimes;
import dev.tokenflow.core.path.PathTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one partition of paths. Mutable and not thread-safe; {@link WindowRoller} works on it,
 * {@link PartitionCodec} saves it.
 */
public final class PathPartition {
    private static final int DUE_LISTS = 64;

    /** A source that has told of paths here. */
    record Source(String name, String site, String[] sites) {}

    public final int partition;
    final int partitions;
    final long paneMs;

    /** Whether its paths are on the lists of those due: not yet when it was just loaded. */
    boolean isResumed = true;

    final PathTable<PathWindow> paths = new PathTable<>();

    /** Blocks whose slot has not been reached, by the end of the slot. */
    final TreeMap<Long, List<PaneBlock>> pending = new TreeMap<>();

    /** Paths that got a pane since they were last read. */
    final List<PathWindow> dirty = new ArrayList<>();

    final List<Source> sources = new ArrayList<>();
    private final Map<String, Integer> sourceNumbers = new HashMap<>();

    /** Lists of paths to be looked at, by slide; a path stands in exactly one. */
    private final @Nullable PathWindow[] due = new PathWindow[DUE_LISTS];

    @Nullable
    PathWindow oldest;

    @Nullable
    PathWindow newest;

    /** End of the newest slide that was read. */
    long firedMs = PaneTimes.NEVER;

    long timerMs = PaneTimes.NEVER;

    /**
     * @param partition which
     * @param partitions of how many
     * @param paneMs length of a slot
     */
    public PathPartition(int partition, int partitions, long paneMs) {
        this.partition = partition;
        this.partitions = partitions;
        this.paneMs = paneMs;
    }

    /**
     * The same, to be changed on its own, in a fraction of the time that saving and loading takes. Like one that was
     * loaded it is listed anew before it is used.
     */
    public PathPartition copy() {
        PathPartition copy = new PathPartition(partition, partitions, paneMs);
        copy.firedMs = firedMs;
        copy.timerMs = timerMs;
        sources.forEach(source -> copy.sourceNumber(source.name(), source.site()));
        for (PathWindow path = oldest; path != null; path = path.newer) {
            PathWindow made = path.copy();
            made.isDirty = path.isDirty;
            copy.add(made);
        }
        pending.forEach((endMs, blocks) -> copy.pending.put(endMs, new ArrayList<>(blocks)));
        copy.isResumed = false;
        return copy;
    }

    /** Paths with a window. */
    public int paths() {
        return paths.size();
    }

    /** Whether there is nothing to be remembered. */
    public boolean isEmpty() {
        return paths.size() == 0 && pending.isEmpty();
    }

    /** The instant a timer is set for, as its owner last said; {@link Long#MIN_VALUE} when none is. */
    public long timerMs() {
        return timerMs;
    }

    /** Remembers which timer is set. */
    public void timerMs(long atMs) {
        timerMs = atMs;
    }

    int sourceNumber(String name, String site) {
        Integer known = sourceNumbers.get(name);
        if (known != null) {
            return known;
        }
        sources.add(new Source(name, site, new String[] {site}));
        sourceNumbers.put(name, sources.size() - 1);
        return sources.size() - 1;
    }

    /** Longest time, in slides, for which a path can be put off. */
    static int farthestSlides() {
        return DUE_LISTS - 1;
    }

    void putOff(PathWindow path, long slide) {
        int list = (int) Math.floorMod(slide, (long) DUE_LISTS);
        path.nextDue = due[list];
        due[list] = path;
    }

    /** Takes the list of those due at a slide. */
    @Nullable
    PathWindow takeDue(long slide) {
        int list = (int) Math.floorMod(slide, (long) DUE_LISTS);
        PathWindow first = due[list];
        due[list] = null;
        return first;
    }

    /** Adds a path, as the most recently active. */
    void add(PathWindow path) {
        paths.put(path);
        touch(path);
    }

    void remove(PathWindow path) {
        path.gone = true;
        paths.remove(path);
        unlink(path);
    }

    /** Puts a path at the end of the order of activity. */
    void touch(PathWindow path) {
        if (newest == path) {
            return;
        }
        unlink(path);
        path.older = newest;
        if (newest != null) {
            newest.newer = path;
        } else {
            oldest = path;
        }
        newest = path;
    }

    private void unlink(PathWindow path) {
        PathWindow before = path.older;
        PathWindow after = path.newer;
        if (before != null) {
            before.newer = after;
        } else if (oldest == path) {
            oldest = after;
        }
        if (after != null) {
            after.older = before;
        } else if (newest == path) {
            newest = before;
        }
        path.older = null;
        path.newer = null;
    }
}

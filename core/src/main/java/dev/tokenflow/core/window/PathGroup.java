package dev.tokenflow.core.window;

import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.pane.PaneTimes;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one group of paths. Mutable and not thread-safe; {@link WindowRoller} works on it,
 * {@link GroupCodec} saves it.
 */
public final class PathGroup {
    private static final int DUE_LISTS = 64;
    private static final int FEW_SHARDS = 16;

    /** A shard that has sent panes of paths of this group. */
    record Shard(String name, PathName site, String[] sites) {
        Shard(String name, String site, String tenant) {
            this(name, PathName.site(tenant, site), new String[] {site});
        }
    }

    final int group;
    final int groups;
    final long paneMs;

    /** Whether its paths are on the lists of those due: not yet when it was just loaded. */
    boolean isResumed = true;

    final PathTable<PathWindow> paths;

    /** Blocks whose panes have not been taken in yet, by the end of the panes. */
    final TreeMap<Long, List<PaneBlock>> pending = new TreeMap<>();

    /** Where the panes of a path stand in them; null until an alarm asks. */
    @Nullable
    PaneIndex index;

    /** Paths that are to be read whole when the slide ends. */
    final List<PathWindow> dirty = new ArrayList<>();

    /** Paths that take a step, by the instant at which they do. */
    final TreeMap<Long, List<PathWindow>> steps = new TreeMap<>();

    /** Paths that are looked at before their turn, by slide. */
    final TreeMap<Long, List<PathWindow>> hastened = new TreeMap<>();

    private final Tallies tallies;

    private @Nullable Frozen frozen;

    /** By number; null = the number is free. */
    final List<@Nullable Shard> shards = new ArrayList<>();

    private final Map<String, Integer> shardNumbers = new HashMap<>();
    private final Deque<Integer> freeNumbers = new ArrayDeque<>();

    /** So many names stay after they were looked through last. */
    private int namesKept;

    /** Lists of the paths that are to be looked at, by slide; every path stands in exactly one. */
    private final @Nullable PathWindow[] due = new PathWindow[DUE_LISTS];

    @Nullable
    PathWindow oldest;

    @Nullable
    PathWindow newest;

    /** End of the newest slide that was evaluated. */
    long firedMs = PaneTimes.NEVER;

    long timerMs = PaneTimes.NEVER;

    /**
     * @param group which
     * @param groups of how many
     * @param paneMs length of a pane
     */
    public PathGroup(int group, int groups, long paneMs) {
        this(group, groups, paneMs, new PathTable<>(), new Tallies());
    }

    private PathGroup(int group, int groups, long paneMs, PathTable<PathWindow> paths, Tallies tallies) {
        this.group = group;
        this.groups = groups;
        this.paneMs = paneMs;
        this.paths = paths;
        this.tallies = tallies;
    }

    /**
     * Hands everything over to another object, which is changed from now on; this one stays what a checkpoint is to
     * save. Paths are not copied: each is saved before it is changed.
     */
    public PathGroup handOver() {
        freeze();
        PathGroup next = new PathGroup(group, groups, paneMs, paths, tallies);
        next.isResumed = isResumed;
        pending.forEach((endMs, blocks) -> next.pending.put(endMs, new ArrayList<>(blocks)));
        next.dirty.addAll(dirty);
        next.steps.putAll(steps);
        next.hastened.putAll(hastened);
        next.shards.addAll(shards);
        next.shardNumbers.putAll(shardNumbers);
        next.freeNumbers.addAll(freeNumbers);
        next.namesKept = namesKept;
        System.arraycopy(due, 0, next.due, 0, due.length);
        next.oldest = oldest;
        next.newest = newest;
        next.firedMs = firedMs;
        next.timerMs = timerMs;
        return next;
    }

    /** The paths as they are now, for a checkpoint; the same until {@link #melt}. May be called by its thread. */
    synchronized Frozen freeze() {
        Frozen known = frozen;
        if (known == null) {
            List<PathWindow> all = new ArrayList<>(paths.size());
            for (PathWindow path = oldest; path != null; path = path.newer) {
                all.add(path);
            }
            known = new Frozen(all);
            frozen = known;
        }
        return known;
    }

    /** To be called before it is changed: a checkpoint that had frozen it, and wanted no other object, is over. */
    synchronized void melt() {
        if (frozen != null) {
            frozen.over();
            frozen = null;
        }
    }

    /** Its number. */
    public int number() {
        return group;
    }

    /** How many clients of each neighbourhood are active and congested. */
    public Tallies tallies() {
        return tallies;
    }

    /**
     * Counts a client among those of its prefix and of the sites it has connections to.
     *
     * @param congested what the law calls it
     */
    public void count(PathMemory client, boolean active, boolean congested) {
        tallies.count(client, active ? ((PathWindow) client).neighbourhoods(this) : List.of(), congested);
    }

    /** Counts a client no more. */
    public void discount(PathMemory client) {
        tallies.count(client, List.of(), false);
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

    int shardNumber(PaneBlock block) {
        Integer known = shardNumbers.get(block.shard());
        if (known != null) {
            return known;
        }
        Shard shard = new Shard(block.shard(), block.site(), block.tenant());
        Integer free = freeNumbers.poll();
        if (free == null) {
            addShard(shard);
            return shards.size() - 1;
        }
        shards.set(free, shard);
        shardNumbers.put(shard.name(), free);
        return free;
    }

    /** Gives the next number to a shard, or keeps it free. */
    void addShard(@Nullable Shard shard) {
        if (shard == null) {
            freeNumbers.add(shards.size());
        } else {
            shardNumbers.put(shard.name(), shards.size());
        }
        shards.add(shard);
    }

    Shard shard(int number) {
        return Objects.requireNonNull(shards.get(number));
    }

    /**
     * Forgets the names of shards that have sockets of none of its paths, when there are twice as many names as were
     * kept the last time. Agents come and go, so there is no end of names.
     */
    void forgetShards() {
        if (shardNumbers.size() < 2 * Math.max(FEW_SHARDS, namesKept)) {
            return;
        }
        BitSet used = new BitSet(shards.size());
        for (PathWindow path = oldest; path != null; path = path.newer) {
            path.markShards(used);
        }
        for (int i = 0; i < shards.size(); i++) {
            Shard shard = shards.get(i);
            if (shard != null && !used.get(i)) {
                shardNumbers.remove(shard.name());
                shards.set(i, null);
                freeNumbers.add(i);
            }
        }
        namesKept = shardNumbers.size();
    }

    /** Longest time, in slides, for which a path can be put off. */
    static int farthestSlides() {
        return DUE_LISTS - 1;
    }

    void putOff(PathWindow path, long slide) {
        path.dueSlide = slide;
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

    /** Puts a path at the beginning of the order of activity: it makes room before all others. */
    void retire(PathWindow path) {
        if (oldest == path) {
            return;
        }
        unlink(path);
        path.newer = oldest;
        if (oldest != null) {
            oldest.older = path;
        } else {
            newest = path;
        }
        oldest = path;
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

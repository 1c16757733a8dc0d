package dev.tokenflow.core.shard;

import dev.tokenflow.core.pane.PaneTimes;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathTable;
import dev.tokenflow.protocol.event.SequenceWindow;
import dev.tokenflow.protocol.hint.Scope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one shard (an agent's shard): which batches came, the panes that are still open, its sockets,
 * and the gauges of its paths. Mutable and not thread-safe; {@link PaneFolder} works on it, {@link ShardCodec} saves
 * it.
 */
public final class ShardState {
    /** Sockets on which bytes were acknowledged in one pane, to be looked at again one second later. */
    record Acked(long endMs, List<Socket> sockets) {}

    final String shard;
    final String site;
    final String tenant;
    final PathName siteName;
    SequenceWindow sequences = SequenceWindow.START;
    long newestMs = PaneTimes.NEVER;
    long closedMs = PaneTimes.NEVER;

    /** The monotonic time of its host up to which its panes are closed, ns; NEVER in an epoch without such a pane. */
    long toldNs = PaneTimes.NEVER;

    /** What was added to the monotonic times of its newest batch. */
    long offsetNs;

    private ShardClock clock = ShardClock.UNKNOWN;
    private long heardMs = PaneTimes.NEVER;
    long timerMs = PaneTimes.NEVER;
    final TreeMap<Long, OpenPane> open = new TreeMap<>();
    final CookieTable<Socket> sockets = new CookieTable<>();
    int openSockets;
    final PathTable<PathGauges> paths = new PathTable<>();
    final Deque<Acked> acked = new ArrayDeque<>();

    /** Sizes of the pane that was closed last: the next one will need about as much room. */
    int expectedClients;

    int expectedSockets;

    /** Paths whose gauges may have changed in the pane that is being closed. */
    final List<PathGauges> changed = new ArrayList<>();

    /** Paths whose gauges have changed and were not published since, by whose turn they wait for. */
    final Map<Integer, List<PathGauges>> unsaid = new HashMap<>();

    /** Panes of prefixes and of the site that are not finished, by their ends. */
    final TreeMap<Long, List<PaneAccumulator>> summaries = new TreeMap<>();

    @Nullable
    Socket oldest;

    @Nullable
    Socket newest;

    /**
     * @param shard agent id and its number
     * @param site agent id
     * @param tenant whose clients it sees; empty = nobody's in particular
     */
    public ShardState(String shard, String site, String tenant) {
        this.shard = shard;
        this.site = site;
        this.tenant = tenant;
        siteName = PathName.site(tenant, site);
    }

    /** Agent id and shard. */
    public String shard() {
        return shard;
    }

    /** Agent id. */
    public String site() {
        return site;
    }

    /** Open sockets. */
    public int sockets() {
        return openSockets;
    }

    /** The instant a timer is set for, as its owner last said; {@link Long#MIN_VALUE} when none is. */
    public long timerMs() {
        return timerMs;
    }

    /** Remembers which timer is set. */
    public void timerMs(long atMs) {
        timerMs = atMs;
    }

    /** What is known of the clock of its host. */
    public ShardClock clock() {
        return clock;
    }

    /** When the broker had its newest batch, ms since 1970; {@link Long#MIN_VALUE} when that is not known. */
    public long heardMs() {
        return heardMs;
    }

    /** Remembers when the broker had a batch. */
    public void heard(long appendMs) {
        heardMs = Math.max(heardMs, appendMs);
    }

    /** Remembers what is known of the clock of its host. */
    public void clock(ShardClock known) {
        clock = known;
    }

    /** Puts a socket at the end of the order of activity. */
    void touch(Socket socket) {
        if (newest == socket) {
            return;
        }
        unlink(socket);
        socket.older = newest;
        if (newest != null) {
            newest.newer = socket;
        } else {
            oldest = socket;
        }
        newest = socket;
    }

    /** Takes a socket out of the order of activity; of no effect when it is not in. */
    void unlink(Socket socket) {
        Socket before = socket.older;
        Socket after = socket.newer;
        if (before != null) {
            before.newer = after;
        } else if (oldest == socket) {
            oldest = after;
        }
        if (after != null) {
            after.older = before;
        } else if (newest == socket) {
            newest = before;
        }
        socket.older = null;
        socket.newer = null;
    }

    /** The gauges of a client; when it is new they are made, and those of its prefix and the site. */
    PathGauges client(long hi, long lo) {
        PathGauges client = paths.get(tenant, Scope.CLIENT, hi, lo, "");
        if (client == null) {
            client = add(PathName.client(tenant, hi, lo));
        }
        return client;
    }

    /** Adds the gauges of a path that is not there yet and makes it a member of what it belongs to. */
    PathGauges add(PathName name) {
        PathGauges gauges = new PathGauges(name);
        paths.put(gauges);
        PathName wider = switch (name.scope()) {
            case CLIENT -> name.prefix();
            case PREFIX -> siteName;
            default -> null;
        };
        if (wider != null) {
            PathGauges parent = paths.get(wider);
            parent = parent == null ? add(wider) : parent;
            parent.members++;
            gauges.parent = parent;
        }
        return gauges;
    }

    /** Forgets a path of which nothing is known any more, and what it belonged to when that holds there too. */
    void removeIfForgotten(PathGauges path) {
        for (PathGauges next = path; next != null && next.isForgotten() && !next.listed; next = next.parent) {
            paths.remove(next);
            if (next.parent != null) {
                next.parent.members--;
            }
        }
    }

    /** Lists the paths whose gauges are not what was published of them, and no others. */
    void listUnsaid() {
        changed.clear();
        paths.forEach(path -> {
            path.listed = path.isDirty();
            if (path.listed) {
                changed.add(path);
            }
        });
    }

    /** Changes the gauges of a path and lists it as changed. */
    void change(PathGauges path, int active, int opened, long unsent, long flying) {
        path.add(active, opened, unsent, flying);
        if (!path.listed) {
            path.listed = true;
            changed.add(path);
        }
    }
}

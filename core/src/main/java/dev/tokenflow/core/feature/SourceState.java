package dev.tokenflow.core.feature;

import dev.tokenflow.core.event.IpAddress;
import dev.tokenflow.core.event.SequenceWindow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one source (an agent's shard): which batches came, the slots that are still open, its sockets and what they do by path. Mutable and not
 * thread-safe; {@link PaneFolder} works on it, {@link SourceCodec} saves it.
 */
public final class SourceState {
    /** Sockets that acknowledged bytes in one slot, to be looked at again when that is a second ago. */
    record Acked(long endMs, List<Socket> sockets) {}

    final String source;
    final String site;
    final PathName siteName;
    SequenceWindow sequences = SequenceWindow.START;
    long newestMs = PathWindow.NEVER;
    long closedMs = PathWindow.NEVER;
    long timerMs = PathWindow.NEVER;
    final TreeMap<Long, OpenPane> open = new TreeMap<>();
    final CookieTable<Socket> sockets = new CookieTable<>();
    final PathTable<PathGauges> paths = new PathTable<>();
    final Deque<Acked> acked = new ArrayDeque<>();

    /** How much the slot closed last had: the next will have about as much. */
    int expectedClients;

    int expectedSockets;

    /** Paths whose gauges may have changed since they were told. */
    final List<PathGauges> changed = new ArrayList<>();

    @Nullable
    Socket oldest;

    @Nullable
    Socket newest;

    /**
     * @param source agent id and shard
     * @param site   agent id
     */
    public SourceState(String source, String site) {
        this.source = source;
        this.site = site;
        siteName = PathName.site(site);
    }

    /** Agent id and shard. */
    public String source() {
        return source;
    }

    /** Agent id. */
    public String site() {
        return site;
    }

    /** Open sockets. */
    public int sockets() {
        return sockets.size();
    }

    /** The instant a timer is set for, as its owner last said; {@link Long#MIN_VALUE} when none is. */
    public long timerMs() {
        return timerMs;
    }

    /** Remembers which timer is set. */
    public void timerMs(long atMs) {
        timerMs = atMs;
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

    /** The gauges of a client; when it is new or was loaded they are made and tied to those of its prefix and the site. */
    PathGauges client(PathName name) {
        PathGauges client = paths.get(name);
        if (client == null || client.parent == null) {
            PathGauges all = gauges(siteName, null);
            PathGauges prefix = gauges(PathName.prefix(new IpAddress(name.hi(), name.lo()).network()), all);
            client = gauges(name, prefix);
        }
        return client;
    }

    private PathGauges gauges(PathName name, @Nullable PathGauges parent) {
        PathGauges gauges = paths.get(name);
        if (gauges == null) {
            gauges = new PathGauges(name);
            paths.put(gauges);
        }
        gauges.parent = parent;
        return gauges;
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

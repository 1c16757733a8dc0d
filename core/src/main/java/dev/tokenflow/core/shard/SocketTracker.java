package dev.tokenflow.core.shard;

import dev.tokenflow.core.pane.PaneTimes;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.LimitConfig;
import dev.tokenflow.protocol.event.EventKind;
import java.util.ArrayList;
import java.util.List;

/**
 * Which sockets of a shard are open and active, and what they have sent and not sent; each change counts for the
 * client, its prefix and its site. Holds no state itself; not thread-safe.
 */
final class SocketTracker {
    private static final long ACTIVE_MS = 1_000;

    private final long socketIdleMs;
    private final int maxSockets;

    SocketTracker(LifetimeConfig lifetime, LimitConfig limits) {
        socketIdleMs = lifetime.socketIdle().toMillis();
        maxSockets = limits.maxSockets();
    }

    /** What a pane that is closed says of a socket. */
    void apply(ShardState shard, SocketUpdate update, long endMs) {
        Socket socket = update.socket;
        socket.dropFirst(update);
        if (update.kind == EventKind.CLOSE.code()) {
            remove(shard, socket);
            return;
        }
        if (!socket.open) {
            socket.open = true;
            shard.openSockets++;
            change(shard, socket.client, 0, 1, 0, 0);
        }
        socket.eventEndMs = endMs;
        if (update.acked) {
            socket.ackedEndMs = endMs;
            acked(shard, endMs).add(socket);
        }
        boolean active = update.unsentBytes > 0 || isRecent(socket, endMs);
        long unsent = update.unsentBytes - socket.unsentBytes;
        long flying = update.inFlight - socket.inFlight;
        int activated = (active ? 1 : 0) - (socket.active ? 1 : 0);
        if (activated != 0 || unsent != 0 || flying != 0) {
            change(shard, socket.client, activated, 0, unsent, flying);
        }
        socket.active = active;
        socket.unsentBytes = update.unsentBytes;
        socket.inFlight = update.inFlight;
        shard.touch(socket);
    }

    private static List<Socket> acked(ShardState shard, long endMs) {
        ShardState.Acked newest = shard.acked.peekLast();
        if (newest == null || newest.endMs() != endMs) {
            newest = new ShardState.Acked(endMs, new ArrayList<>());
            shard.acked.addLast(newest);
        }
        return newest.sockets();
    }

    private static boolean isRecent(Socket socket, long endMs) {
        return socket.ackedEndMs > endMs - ACTIVE_MS;
    }

    /** Sockets that acknowledged nothing for a second and have nothing to send are no longer active. */
    void deactivate(ShardState shard, long endMs) {
        for (ShardState.Acked due = shard.acked.peekFirst();
                due != null && due.endMs() <= endMs - ACTIVE_MS;
                due = shard.acked.peekFirst()) {
            for (Socket socket : due.sockets()) {
                if (socket.open && socket.active && socket.unsentBytes == 0 && !isRecent(socket, endMs)) {
                    socket.active = false;
                    change(shard, socket.client, -1, 0, 0, 0);
                }
            }
            shard.acked.removeFirst();
        }
    }

    /**
     * Forgets sockets that were idle for too long, or that are too many, the least recently active first; all of them
     * when the shard is silent.
     */
    void forget(ShardState shard, long endMs, boolean silent, FoldSink sink) {
        int forgotten = 0;
        int evicted = 0;
        for (Socket socket = shard.oldest; socket != null; socket = shard.oldest) {
            boolean idle = socket.eventEndMs <= endMs - socketIdleMs;
            if (!silent && !idle && shard.openSockets <= maxSockets) {
                break;
            }
            forgotten += idle ? 1 : 0;
            evicted += !silent && !idle ? 1 : 0;
            remove(shard, socket);
        }
        if (forgotten > 0) {
            sink.forgotten(forgotten);
        }
        if (evicted > 0) {
            sink.evicted(evicted);
        }
    }

    private static void remove(ShardState shard, Socket socket) {
        if (socket.open) {
            socket.open = false;
            shard.openSockets--;
            shard.unlink(socket);
            change(shard, socket.client, socket.active ? -1 : 0, -1, -socket.unsentBytes, -socket.inFlight);
            socket.active = false;
            socket.unsentBytes = 0;
            socket.inFlight = 0;
            socket.ackedEndMs = PaneTimes.NEVER;
        }
        if (socket.firstPending == null) {
            shard.sockets.remove(socket);
        }
    }

    /** A change of a client is also one of its prefix and its site. */
    private static void change(ShardState shard, PathGauges client, int active, int opened, long unsent, long flying) {
        for (PathGauges path = client; path != null; path = path.parent) {
            shard.change(path, active, opened, unsent, flying);
        }
    }

    /** A connection has ended long ago. */
    void end(ShardState shard, long cookie) {
        Socket socket = shard.sockets.get(cookie);
        if (socket != null) {
            remove(shard, socket);
        }
    }
}

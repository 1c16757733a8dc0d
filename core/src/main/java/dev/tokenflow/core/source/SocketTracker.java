package dev.tokenflow.core.source;

import dev.tokenflow.core.pane.PaneTimes;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.LimitConfig;
import dev.tokenflow.protocol.event.EventKind;
import java.util.ArrayList;
import java.util.List;

/**
 * Which sockets of a source are open and active, and what they have sent and not sent; each change counts for the
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
    void apply(SourceState source, SocketUpdate update, long endMs) {
        Socket socket = update.socket;
        socket.dropFirst(update);
        if (update.kind == EventKind.CLOSE.code()) {
            remove(source, socket);
            return;
        }
        if (!socket.open) {
            socket.open = true;
            source.openSockets++;
            change(source, socket.client, 0, 1, 0, 0);
        }
        socket.eventEndMs = endMs;
        if (update.acked) {
            socket.ackedEndMs = endMs;
            acked(source, endMs).add(socket);
        }
        boolean active = update.unsentBytes > 0 || isRecent(socket, endMs);
        long unsent = update.unsentBytes - socket.unsentBytes;
        long flying = update.inFlight - socket.inFlight;
        int activated = (active ? 1 : 0) - (socket.active ? 1 : 0);
        if (activated != 0 || unsent != 0 || flying != 0) {
            change(source, socket.client, activated, 0, unsent, flying);
        }
        socket.active = active;
        socket.unsentBytes = update.unsentBytes;
        socket.inFlight = update.inFlight;
        source.touch(socket);
    }

    private static List<Socket> acked(SourceState source, long endMs) {
        SourceState.Acked newest = source.acked.peekLast();
        if (newest == null || newest.endMs() != endMs) {
            newest = new SourceState.Acked(endMs, new ArrayList<>());
            source.acked.addLast(newest);
        }
        return newest.sockets();
    }

    private static boolean isRecent(Socket socket, long endMs) {
        return socket.ackedEndMs > endMs - ACTIVE_MS;
    }

    /** Sockets that acknowledged nothing for a second and have nothing to send are no longer active. */
    void deactivate(SourceState source, long endMs) {
        for (SourceState.Acked due = source.acked.peekFirst();
                due != null && due.endMs() <= endMs - ACTIVE_MS;
                due = source.acked.peekFirst()) {
            for (Socket socket : due.sockets()) {
                if (socket.open && socket.active && socket.unsentBytes == 0 && !isRecent(socket, endMs)) {
                    socket.active = false;
                    change(source, socket.client, -1, 0, 0, 0);
                }
            }
            source.acked.removeFirst();
        }
    }

    /**
     * Forgets sockets that were idle for too long, or that are too many, the least recently active first; all of them
     * when the source is silent.
     */
    void forget(SourceState source, long endMs, boolean silent, FoldSink sink) {
        int forgotten = 0;
        int evicted = 0;
        for (Socket socket = source.oldest; socket != null; socket = source.oldest) {
            boolean idle = socket.eventEndMs <= endMs - socketIdleMs;
            if (!silent && !idle && source.openSockets <= maxSockets) {
                break;
            }
            forgotten += idle ? 1 : 0;
            evicted += !silent && !idle ? 1 : 0;
            remove(source, socket);
        }
        if (forgotten > 0) {
            sink.forgotten(forgotten);
        }
        if (evicted > 0) {
            sink.evicted(evicted);
        }
    }

    private static void remove(SourceState source, Socket socket) {
        if (socket.open) {
            socket.open = false;
            source.openSockets--;
            source.unlink(socket);
            change(source, socket.client, socket.active ? -1 : 0, -1, -socket.unsentBytes, -socket.inFlight);
            socket.active = false;
            socket.unsentBytes = 0;
            socket.inFlight = 0;
            socket.ackedEndMs = PaneTimes.NEVER;
        }
        if (socket.firstPending == null) {
            source.sockets.remove(socket);
        }
    }

    /** A change of a client is also one of its prefix and its site. */
    private static void change(
            SourceState source, PathGauges client, int active, int opened, long unsent, long flying) {
        for (PathGauges path = client; path != null; path = path.parent) {
            source.change(path, active, opened, unsent, flying);
        }
    }

    /** A connection has ended long ago. */
    void end(SourceState source, long cookie) {
        Socket socket = source.sockets.get(cookie);
        if (socket != null) {
            remove(source, socket);
        }
    }
}

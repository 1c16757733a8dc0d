package dev.tokenflow.core.shard;

import dev.tokenflow.protocol.event.TcpEventView;
import org.jspecify.annotations.Nullable;

/** What the events of one pane say of one socket: what its newest event says, whatever order they come in. */
final class SocketUpdate {
    final Socket socket;
    final long endMs;

    /** The pane of its client. */
    final PaneAccumulator client;

    long newestNs = Long.MIN_VALUE;
    int kind;
    long unsentBytes;
    long inFlight;
    boolean acked;

    /** The same socket's update of the next open pane. */
    @Nullable
    SocketUpdate later;

    SocketUpdate(Socket socket, PaneAccumulator client) {
        this.socket = socket;
        this.client = client;
        endMs = client.endMs;
    }

    /** Of two events at the same ns the one with the higher kind code counts as the newer: nothing follows a close. */
    void add(TcpEventView event, long wallNs) {
        acked |= event.bytesAckedDelta() > 0;
        if (wallNs < newestNs) {
            return;
        }
        int eventKind = event.kindCode();
        long unsent = event.unsentBytes();
        long flying = event.packetsOut();
        if (wallNs == newestNs && !isAfter(eventKind, unsent, flying)) {
            return;
        }
        newestNs = wallNs;
        kind = eventKind;
        unsentBytes = unsent;
        inFlight = flying;
    }

    private boolean isAfter(int otherKind, long unsent, long flying) {
        if (otherKind != kind) {
            return otherKind > kind;
        }
        return unsent != unsentBytes ? unsent > unsentBytes : flying > inFlight;
    }
}

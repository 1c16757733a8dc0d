package dev.tokenflow.core.feature;

import dev.tokenflow.core.event.TcpEventView;

/** What one slot's events say of one socket: its newest event, whatever order they come in. */
final class SocketUpdate extends CookieEntry {
    final PaneAccumulator client;
    long newestNs = Long.MIN_VALUE;
    int kind;
    long unsentBytes;
    long inFlight;
    boolean acked;

    SocketUpdate(long cookie, PaneAccumulator client) {
        super(cookie);
        this.client = client;
    }

    /** Of two events at the same ns the one with the higher kind code counts as the newer: nothing follows a close. */
    void add(TcpEventView event, long wallNs) {
        acked |= event.bytesAckedDelta() > 0;
        int eventKind = event.kindCode();
        if (wallNs < newestNs) {
            return;
        }
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

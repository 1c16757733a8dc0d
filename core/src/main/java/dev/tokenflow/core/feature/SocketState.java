package dev.tokenflow.core.feature;

import dev.tokenflow.core.event.EventKind;
import dev.tokenflow.core.event.IpAddress;
import dev.tokenflow.core.event.TcpEventView;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one socket between panes. A socket counts as open from its first event, whatever that is: the agent may have started after it.
 *
 * @param clientHi    first half of the remote address
 * @param clientLo    second half
 * @param lastEventNs wall-clock ns of the newest event
 * @param lastKind    code of that event's kind
 * @param lastAckedNs wall-clock ns of the newest event that acknowledged bytes; {@link #NEVER} before
 * @param unsentBytes of the newest event
 * @param inFlight    segments, of the newest event
 */
public record SocketState(
        long clientHi,
        long clientLo,
        long lastEventNs,
        int lastKind,
        long lastAckedNs,
        long unsentBytes,
        long inFlight) {
    /** A time that has not come. */
    public static final long NEVER = Long.MIN_VALUE;

    private static final long ACTIVE_NS = 1_000_000_000L;

    /** The socket after one more event; events of one socket may come in any order. */
    public static SocketState after(@Nullable SocketState before, TcpEventView event, long wallNs) {
        long ackedNs = event.bytesAckedDelta() > 0 ? wallNs : NEVER;
        if (before != null) {
            ackedNs = Math.max(ackedNs, before.lastAckedNs);
            if (before.isNewerThan(wallNs, event.kindCode())) {
                return before.withLastAckedNs(ackedNs);
            }
        }
        return new SocketState(
                event.remoteHi(),
                event.remoteLo(),
                wallNs,
                event.kindCode(),
                ackedNs,
                event.unsentBytes(),
                event.packetsOut());
    }

    /** The remote address. */
    public IpAddress client() {
        return new IpAddress(clientHi, clientLo);
    }

    /** Whether the newest event said that the connection ended. */
    public boolean isClosed() {
        return lastKind == EventKind.CLOSE.code();
    }

    /** This socket's part in its client's gauges at {@code nowNs}. */
    public SocketGauges gauges(long nowNs) {
        boolean acked = lastAckedNs != NEVER && nowNs - lastAckedNs < ACTIVE_NS;
        return new SocketGauges(acked || unsentBytes > 0 ? 1 : 0, 1, unsentBytes, inFlight);
    }

    /** Of two events at the same ns the one with the higher kind code counts as the newer: nothing follows a close. */
    private boolean isNewerThan(long wallNs, int kind) {
        return lastEventNs != wallNs ? lastEventNs > wallNs : lastKind > kind;
    }

    private SocketState withLastAckedNs(long ackedNs) {
        return new SocketState(clientHi, clientLo, lastEventNs, lastKind, ackedNs, unsentBytes, inFlight);
    }
}

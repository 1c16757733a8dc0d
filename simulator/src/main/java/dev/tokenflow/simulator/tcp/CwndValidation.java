package dev.tokenflow.simulator.tcp;

/**
 * Whether the window was what limited the sender, as Linux's {@code tcp_cwnd_validate} sees it. A window that does not
 * limit the sender must not grow, and shrinks towards what is used of it (RFC 2861).
 */
final class CwndValidation {
    /** Whether the window was the limit in the present flight: {@code is_cwnd_limited}. */
    private boolean windowLimited;

    /** Most segments in flight in the present flight: {@code max_packets_out}. */
    private int maxPacketsOut;

    /** The sequence number at which the present flight ends: {@code cwnd_usage_seq}. */
    private long flightEnd;

    /** Most of the window that was used while it was not the limit, in segments: {@code snd_cwnd_used}. */
    private int windowUsed;

    /** When the window was last full or shrunk: {@code snd_cwnd_stamp}. */
    private long stampNs;

    /**
     * Takes note after segments were sent, or could not be for the window.
     *
     * @param limited whether the window stopped the sender or is full
     * @param packetsOut segments sent and not acknowledged
     * @param unacknowledged the first byte that is not acknowledged
     * @param next the byte to be sent next
     */
    void note(boolean limited, int packetsOut, long unacknowledged, long next) {
        if (limited || unacknowledged >= flightEnd || (!windowLimited && packetsOut > maxPacketsOut)) {
            windowLimited = limited;
            maxPacketsOut = packetsOut;
            flightEnd = next;
        }
    }

    /** Shrinks the window if it was not full for the time of a timeout; {@code open} = no recovery is under way. */
    void shrinkIfUnused(Cubic cubic, int packetsOut, long nowNs, long rtoNs, boolean open) {
        if (windowLimited) {
            windowUsed = 0;
            stampNs = nowNs;
            return;
        }
        windowUsed = Math.max(windowUsed, packetsOut);
        if (nowNs - stampNs >= rtoNs) {
            if (open) {
                cubic.applicationLimited(windowUsed);
                windowUsed = 0;
            }
            stampNs = nowNs;
        }
    }

    /** Whether the window may grow: {@code tcp_is_cwnd_limited}. */
    boolean mayGrow(Cubic cubic) {
        return windowLimited || (cubic.inSlowStart() && cubic.window() < 2 * maxPacketsOut);
    }
}

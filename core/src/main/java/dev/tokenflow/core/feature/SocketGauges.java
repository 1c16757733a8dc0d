package dev.tokenflow.core.feature;

/**
 * What the sockets of a path are doing at one instant, as far as their latest events tell.
 *
 * @param activeStreams   sockets with acknowledged bytes in the last second or unsent bytes
 * @param openConnections sockets known to be open
 * @param unsentBytes     written by applications and not yet sent
 * @param inFlight        segments sent and not acknowledged
 */
public record SocketGauges(int activeStreams, int openConnections, long unsentBytes, long inFlight) {
    /** No socket. */
    public static final SocketGauges NONE = new SocketGauges(0, 0, 0, 0);

    /** Both together. */
    public SocketGauges plus(SocketGauges other) {
        return new SocketGauges(
                activeStreams + other.activeStreams,
                openConnections + other.openConnections,
                unsentBytes + other.unsentBytes,
                inFlight + other.inFlight);
    }
}

package dev.tokenflow.core.path;

/**
 * What the kernel knows of the causes on one path, over the window unless said otherwise. Unknown numbers are NaN: not
 * every probe tells all of it, and a share of nothing is unknown.
 *
 * @param timeouts times that segments were sent again because a retransmission timer had run out
 * @param fastRetransmits segments sent again by fast recovery
 * @param reorderings times that reordering was seen
 * @param receiverLimitedShare share of the time with data to send in which the receiver's window was the limit
 * @param sendBufferLimitedShare the same of the send buffer
 * @param markedShare share of delivered segments that a router marked (ECN CE), of connections with ECN
 * @param handshakeRttMs round trip of the newest handshake there was on the path, ms
 */
public record PathFacts(
        double timeouts,
        double fastRetransmits,
        double reorderings,
        double receiverLimitedShare,
        double sendBufferLimitedShare,
        double markedShare,
        double handshakeRttMs) {

    public static final PathFacts UNKNOWN =
            new PathFacts(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    /** A part of a whole; NaN when there is no whole. */
    public static double share(long part, long whole) {
        return whole == 0 ? Double.NaN : (double) part / whole;
    }
}

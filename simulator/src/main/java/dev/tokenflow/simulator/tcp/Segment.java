package dev.tokenflow.simulator.tcp;

/** One segment the sender has sent and the receiver has not cumulatively acknowledged. */
final class Segment {
    final long start;
    /** Grows when the segments behind join it to be sent again in one. */
    long end;

    /** When it was last sent. */
    long sentNs;

    boolean retransmitted;
    boolean sacked;
    boolean lost;
    /** Whether, being lost, it was sent again and that copy may still arrive. */
    boolean copyInFlight;

    /** For the delivery rate (draft-cheng-iccrg-delivery-rate-estimation): the connection's state when this left. */
    long deliveredThen;

    long deliveredThenNs;
    long firstSentThenNs;
    boolean appLimitedThen;

    Segment(long start, long end) {
        this.start = start;
        this.end = end;
    }
}

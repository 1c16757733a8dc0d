package dev.tokenflow.simulator.tcp;

/**
 * What a receiver tells the sender. Acknowledgements are not lost here (the reverse path only delays), so one SACK
 * block, the one that caused the ACK, says everything.
 *
 * @param cumulative the next byte expected
 * @param sackStart first byte of the block received out of order to which the segment that caused this belongs; equal
 *     to {@code sackEnd} = none
 * @param sackEnd the byte after it
 * @param duplicate whether the segment that caused this had been received before (DSACK, RFC 2883)
 * @param echoNs the timestamp echoed (RFC 7323): when the earliest segment this acknowledges was sent
 */
record Ack(long cumulative, long sackStart, long sackEnd, boolean duplicate, long echoNs) {
    /** IP and TCP header with timestamps. */
    static final int WIRE_BYTES = 52;
}

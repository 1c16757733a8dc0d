package dev.tokenflow.simulator.link;

/**
 * What one direction of a link has done up to a moment.
 *
 * @param phase what applies at that moment; its rate is the capacity
 * @param queuedBytes accepted and not yet served
 * @param queueNs how long a packet arriving now would wait
 * @param forwardedPackets served and not lost
 * @param forwardedBytes IP bytes of those
 * @param droppedFull packets that found the buffer full
 * @param droppedLoss packets lost after the queue
 */
public record LinkCounters(
        LinkPhase phase,
        long queuedBytes,
        long queueNs,
        long forwardedPackets,
        long forwardedBytes,
        long droppedFull,
        long droppedLoss) {}

package dev.tokenflow.simulator.tcp;

import dev.tokenflow.simulator.time.EventQueue;
import dev.tokenflow.simulator.time.VirtualTimer;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The receiving half of a connection: puts segments in order, hands bytes to a reader that reads at once, and
 * acknowledges as Linux does for such a reader: at once after a pushed, duplicate or out-of-order segment or two full
 * ones, else within 40 ms.
 */
final class TcpReceiver {
    private static final long DELAYED_ACK_NS = 40_000_000L;

    private final EventQueue queue;
    private final Consumer<Ack> acks;
    private final LongConsumer delivered;
    private final VirtualTimer delayedAck;
    private final TreeMap<Long, Long> outOfOrder = new TreeMap<>();
    private long nextByte;
    private long acknowledged;
    private long recentTimestampNs;

    /**
     * @param acks takes what is to be sent back
     * @param delivered takes the count of bytes delivered in order so far, after each advance
     */
    TcpReceiver(EventQueue queue, Consumer<Ack> acks, LongConsumer delivered) {
        this.queue = queue;
        this.acks = acks;
        this.delivered = delivered;
        delayedAck = new VirtualTimer(queue, () -> acknowledge(nextByte, nextByte, false));
    }

    /** A segment of bytes [{@code start}, {@code end}) arrived that was sent at {@code sentNs}. */
    void receive(long start, long end, boolean pushed, long sentNs) {
        if (start <= acknowledged) {
            recentTimestampNs = Math.max(recentTimestampNs, sentNs);
        }
        if (end <= nextByte || isHeld(start, end)) {
            acknowledge(start, end, true);
        } else if (start > nextByte) {
            hold(start, end);
        } else {
            boolean hadGap = !outOfOrder.isEmpty();
            nextByte = end; // A collapsed segment may begin before the byte expected.
            joinHeld();
            delivered.accept(nextByte);
            if (pushed || hadGap || nextByte - acknowledged >= 2L * TcpSender.MSS) {
                acknowledge(nextByte, nextByte, false);
            } else if (!delayedAck.isSet()) {
                delayedAck.set(queue.nowNs() + DELAYED_ACK_NS);
            }
        }
    }

    private boolean isHeld(long start, long end) {
        Map.Entry<Long, Long> held = outOfOrder.floorEntry(start);
        return held != null && held.getValue() >= end;
    }

    /** Keeps the segment, joined with what is held beside it, and reports the whole block. */
    private void hold(long start, long end) {
        long blockStart = start;
        long blockEnd = end;
        Map.Entry<Long, Long> held = outOfOrder.floorEntry(blockEnd);
        while (held != null && held.getValue() >= blockStart) {
            outOfOrder.remove(held.getKey());
            blockStart = Math.min(blockStart, held.getKey());
            blockEnd = Math.max(blockEnd, held.getValue());
            held = outOfOrder.floorEntry(blockEnd);
        }
        outOfOrder.put(blockStart, blockEnd);
        acknowledge(blockStart, blockEnd, false);
    }

    private void joinHeld() {
        Map.Entry<Long, Long> held = outOfOrder.firstEntry();
        while (held != null && held.getKey() <= nextByte) {
            nextByte = Math.max(nextByte, held.getValue());
            outOfOrder.pollFirstEntry();
            held = outOfOrder.firstEntry();
        }
    }

    private void acknowledge(long sackStart, long sackEnd, boolean duplicate) {
        delayedAck.cancel();
        acknowledged = nextByte;
        acks.accept(new Ack(nextByte, sackStart, sackEnd, duplicate, recentTimestampNs));
    }
}

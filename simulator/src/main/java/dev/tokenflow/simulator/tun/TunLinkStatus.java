package dev.tokenflow.simulator.tun;

import dev.tokenflow.protocol.json.JsonWriter;
import dev.tokenflow.simulator.link.LinkCounters;
import dev.tokenflow.simulator.link.LinkPhase;

/**
 * A TUN link at a moment.
 *
 * @param a device at the server's end
 * @param b device at the clients' end
 * @param atNs CLOCK_MONOTONIC of the moment
 * @param forward a → b
 * @param reverse b → a
 * @param writeFailures packets a device refused, both directions
 * @param poolExhausted times no packet memory was left, both directions
 */
public record TunLinkStatus(
        String a,
        String b,
        long atNs,
        LinkCounters forward,
        LinkCounters reverse,
        long writeFailures,
        long poolExhausted) {

    /**
     * One JSON line; {@code t} is seconds since {@code originNs}, null before the timeline has started; rate null =
     * unlimited.
     */
    String toJson(long originNs, boolean started) {
        LinkPhase phase = forward.phase();
        boolean limited = phase.rateBitsPerSecond() != LinkPhase.UNLIMITED;
        return new JsonWriter()
                .beginObject()
                .field("link", a)
                .field("t", started ? Math.round((atNs - originNs) / 1e6) / 1e3 : Double.NaN)
                .field("phase", phase.name())
                .field("rate_bps", limited ? phase.rateBitsPerSecond() : Double.NaN)
                .field("queued_bytes", forward.queuedBytes())
                .field("queue_ms", Math.round(forward.queueNs() / 1e3) / 1e3)
                .field("dropped_full", forward.droppedFull())
                .field("dropped_loss", forward.droppedLoss())
                .field("forwarded_packets", forward.forwardedPackets())
                .field("forwarded_bytes", forward.forwardedBytes())
                .field("reverse_packets", reverse.forwardedPackets())
                .field("reverse_bytes", reverse.forwardedBytes())
                .field("write_failures", writeFailures)
                .field("pool_exhausted", poolExhausted)
                .endObject()
                .toString();
    }
}

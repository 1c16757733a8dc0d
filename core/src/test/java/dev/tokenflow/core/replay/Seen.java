package dev.tokenflow.core.replay;

import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.event.TcpEventBuilder;

/**
 * One kernel event as plain numbers; made by {@link #of} and the methods that add to it.
 *
 * @param agent that saw it
 * @param shard of the agent
 * @param client the path it belongs to, as text
 * @param prefix the prefix of that client, as text
 * @param wallNs ns since 1970
 * @param samples RTT samples folded into it; the rtt fields speak of them
 * @param segments sent again
 * @param unsent bytes
 * @param inFlight segments
 * @param flaw why it must be set rejected; empty when it is sound
 */
public record Seen(
        String agent,
        int shard,
        long cookie,
        String client,
        String prefix,
        long wallNs,
        EventKind kind,
        int samples,
        long sumUs,
        int minUs,
        int maxUs,
        int mdevUs,
        boolean appLimited,
        long bytesAcked,
        long delivered,
        long dsacks,
        long segments,
        long unsent,
        long inFlight,
        String flaw) {

    public static Seen of(
            String agent, int shard, long cookie, String client, String prefix, long wallNs, EventKind kind) {
        return new Seen(agent, shard, cookie, client, prefix, wallNs, kind, 0, 0, 0, 0, 0, false, 0, 0, 0, 0, 0, 0, "");
    }

    public String source() {
        return agent + "/" + shard;
    }

    public Seen rtt(int n, long sum, int min, int max, int mdev, boolean limited) {
        return new Seen(
                agent,
                shard,
                cookie,
                client,
                prefix,
                wallNs,
                kind,
                n,
                sum,
                min,
                max,
                mdev,
                limited,
                bytesAcked,
                delivered,
                dsacks,
                segments,
                unsent,
                inFlight,
                flaw);
    }

    public Seen progress(long bytes, long segmentsDelivered, long duplicates, long again) {
        return new Seen(
                agent,
                shard,
                cookie,
                client,
                prefix,
                wallNs,
                kind,
                samples,
                sumUs,
                minUs,
                maxUs,
                mdevUs,
                appLimited,
                bytes,
                segmentsDelivered,
                duplicates,
                again,
                unsent,
                inFlight,
                flaw);
    }

    public Seen socket(long unsentBytes, long segmentsInFlight) {
        return new Seen(
                agent,
                shard,
                cookie,
                client,
                prefix,
                wallNs,
                kind,
                samples,
                sumUs,
                minUs,
                maxUs,
                mdevUs,
                appLimited,
                bytesAcked,
                delivered,
                dsacks,
                segments,
                unsentBytes,
                segmentsInFlight,
                flaw);
    }

    public Seen at(long ns, String reason) {
        return new Seen(
                agent,
                shard,
                cookie,
                client,
                prefix,
                ns,
                kind,
                samples,
                sumUs,
                minUs,
                maxUs,
                mdevUs,
                appLimited,
                bytesAcked,
                delivered,
                dsacks,
                segments,
                unsent,
                inFlight,
                reason);
    }

    /** As the kernel writes it. */
    public byte[] struct(long monoToWallNs) {
        TcpEventBuilder b = new TcpEventBuilder()
                .kind(kind)
                .tsNs(wallNs - monoToWallNs)
                .sockCookie(cookie)
                .remote(IpAddress.parse(client), 40_000)
                .localPort(8_000)
                .bytesAcked(bytesAcked)
                .delivered(delivered)
                .dsacks(dsacks)
                .segments(segments)
                .mdevUs(mdevUs)
                .appLimited(appLimited)
                .packetsOut(inFlight)
                .unsentBytes(unsent);
        if (samples > 0) {
            b.rtt(maxUs, samples, sumUs, minUs, maxUs);
        }
        return b.toBytes();
    }
}

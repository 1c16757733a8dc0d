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
 * @param rtt the round trips folded into it
 * @param progress what was acknowledged and what was sent again
 * @param socket what the socket held at that moment
 * @param flaw why it must be rejected; empty when it is sound
 */
public record Seen(
        String agent,
        int shard,
        long cookie,
        String client,
        String prefix,
        long wallNs,
        EventKind kind,
        Rtt rtt,
        Progress progress,
        Socket socket,
        String flaw) {

    /**
     * Round trips, in us.
     *
     * @param samples how many; 0 = the other fields say nothing
     */
    public record Rtt(int samples, long sumUs, int minUs, int maxUs, int mdevUs, boolean appLimited) {
        private static final Rtt NONE = new Rtt(0, 0, 0, 0, 0, false);
    }

    /**
     * Counts since the event before.
     *
     * @param delivered segments
     * @param segments sent again
     */
    public record Progress(long bytesAcked, long delivered, long dsacks, long segments) {
        private static final Progress NONE = new Progress(0, 0, 0, 0);
    }

    /**
     * A socket's queue.
     *
     * @param unsent bytes
     * @param inFlight segments
     */
    public record Socket(long unsent, long inFlight) {
        private static final Socket EMPTY = new Socket(0, 0);
    }

    public static Seen of(
            String agent, int shard, long cookie, String client, String prefix, long wallNs, EventKind kind) {
        return new Seen(agent, shard, cookie, client, prefix, wallNs, kind, Rtt.NONE, Progress.NONE, Socket.EMPTY, "");
    }

    public String shardName() {
        return agent + "/" + shard;
    }

    public Seen rtt(int n, long sum, int min, int max, int mdev, boolean limited) {
        Rtt other = new Rtt(n, sum, min, max, mdev, limited);
        return new Seen(agent, shard, cookie, client, prefix, wallNs, kind, other, progress, socket, flaw);
    }

    public Seen progress(long bytes, long segmentsDelivered, long duplicates, long again) {
        Progress other = new Progress(bytes, segmentsDelivered, duplicates, again);
        return new Seen(agent, shard, cookie, client, prefix, wallNs, kind, rtt, other, socket, flaw);
    }

    public Seen socket(long unsentBytes, long segmentsInFlight) {
        Socket other = new Socket(unsentBytes, segmentsInFlight);
        return new Seen(agent, shard, cookie, client, prefix, wallNs, kind, rtt, progress, other, flaw);
    }

    public Seen at(long ns, String reason) {
        return new Seen(agent, shard, cookie, client, prefix, ns, kind, rtt, progress, socket, reason);
    }

    /** As the kernel writes it. */
    public byte[] struct(long monoToWallNs) {
        TcpEventBuilder b = new TcpEventBuilder()
                .kind(kind)
                .tsNs(wallNs - monoToWallNs)
                .sockCookie(cookie)
                .remote(IpAddress.parse(client), 40_000)
                .localPort(8_000)
                .bytesAcked(progress.bytesAcked())
                .delivered(progress.delivered())
                .dsacks(progress.dsacks())
                .segments(progress.segments())
                .mdevUs(rtt.mdevUs())
                .appLimited(rtt.appLimited())
                .packetsOut(socket.inFlight())
                .unsentBytes(socket.unsent());
        if (rtt.samples() > 0) {
            b.rtt(rtt.maxUs(), rtt.samples(), rtt.sumUs(), rtt.minUs(), rtt.maxUs());
        }
        return b.toBytes();
    }
}

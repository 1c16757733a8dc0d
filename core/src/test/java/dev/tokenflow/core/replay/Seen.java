package dev.tokenflow.core.replay;

import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.event.RetransmitCause;
import dev.tokenflow.protocol.event.TcpEventBuilder;
import org.jspecify.annotations.Nullable;

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
 * @param causes what the probe tells of causes
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
        Causes causes,
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

    /**
     * Times held back, in us.
     *
     * @param busy with data to send, the other two included
     */
    public record Limits(long busy, long receiver, long sendBuffer) {}

    /**
     * What only some probes tell; null where they do not.
     *
     * @param limits times held back
     * @param cause why segments were sent again
     * @param reorderings times that reordering was seen
     * @param marked delivered segments with a router's mark
     * @param handshakeUs round trip of the handshake; 0 = unknown
     * @param sampleAgoNs how old the newest round trip is; 0 = unknown
     */
    public record Causes(
            @Nullable Limits limits,
            RetransmitCause cause,
            @Nullable Integer reorderings,
            @Nullable Integer marked,
            int handshakeUs,
            long sampleAgoNs) {
        public static final Causes UNKNOWN = new Causes(null, RetransmitCause.UNKNOWN, null, null, 0, 0);

        /** Of a probe that tells of limits: sent again for this reason, with data to send for {@code busyUs}. */
        public static Causes of(RetransmitCause cause, long busyUs) {
            return new Causes(new Limits(busyUs, 0, 0), cause, 0, null, 0, 0);
        }
    }

    public static Seen of(
            String agent, int shard, long cookie, String client, String prefix, long wallNs, EventKind kind) {
        return new Seen(
                agent,
                shard,
                cookie,
                client,
                prefix,
                wallNs,
                kind,
                Rtt.NONE,
                Progress.NONE,
                Socket.EMPTY,
                Causes.UNKNOWN,
                "");
    }

    public String shardName() {
        return agent + "/" + shard;
    }

    public Seen rtt(int n, long sum, int min, int max, int mdev, boolean limited) {
        Rtt other = new Rtt(n, sum, min, max, mdev, limited);
        return new Seen(agent, shard, cookie, client, prefix, wallNs, kind, other, progress, socket, causes, flaw);
    }

    public Seen progress(long bytes, long segmentsDelivered, long duplicates, long again) {
        Progress other = new Progress(bytes, segmentsDelivered, duplicates, again);
        return new Seen(agent, shard, cookie, client, prefix, wallNs, kind, rtt, other, socket, causes, flaw);
    }

    public Seen socket(long unsentBytes, long segmentsInFlight) {
        Socket other = new Socket(unsentBytes, segmentsInFlight);
        return new Seen(agent, shard, cookie, client, prefix, wallNs, kind, rtt, progress, other, causes, flaw);
    }

    public Seen causes(Causes other) {
        return new Seen(agent, shard, cookie, client, prefix, wallNs, kind, rtt, progress, socket, other, flaw);
    }

    public Seen at(long ns, String reason) {
        return new Seen(agent, shard, cookie, client, prefix, ns, kind, rtt, progress, socket, causes, reason);
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
        write(b, monoToWallNs);
        return b.toBytes();
    }

    private void write(TcpEventBuilder b, long monoToWallNs) {
        Limits limits = causes.limits();
        if (limits != null) {
            b.limits(limits.busy(), limits.receiver(), limits.sendBuffer());
        }
        Integer reorderings = causes.reorderings();
        if (reorderings != null) {
            b.reordering(reorderings);
        }
        Integer marked = causes.marked();
        if (marked != null) {
            b.deliveredCe(marked);
        }
        if (causes.sampleAgoNs() > 0) {
            b.sampleNs(wallNs - monoToWallNs - causes.sampleAgoNs());
        }
        b.cause(causes.cause()).handshakeRttUs(causes.handshakeUs());
    }
}

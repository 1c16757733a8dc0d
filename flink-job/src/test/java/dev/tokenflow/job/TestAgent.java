package dev.tokenflow.job;

import dev.tokenflow.job.record.RawBatch;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.BatchHeader;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.event.RetransmitCause;
import dev.tokenflow.protocol.event.TcpEventBuilder;
import dev.tokenflow.protocol.hint.Tenant;
import java.io.ByteArrayOutputStream;

/**
 * Writes batches as an agent does, of events a test makes up. Event time is the test's: its monotonic clock starts with
 * 1970.
 */
public final class TestAgent {
    private final String name;
    private final String tenant;
    private final long epoch;
    private final ByteArrayOutputStream events = new ByteArrayOutputStream();
    private final TcpEventBuilder builder = new TcpEventBuilder();
    private int count;
    private long sequence;

    public TestAgent(String name, long epoch) {
        this(name, Tenant.NONE, epoch);
    }

    public TestAgent(String name, String tenant, long epoch) {
        this.name = name;
        this.tenant = tenant;
        this.epoch = epoch;
    }

    /** An ACK with one RTT sample that delivers one segment of {@code bytes}. */
    public TestAgent ack(long atMs, String client, long cookie, double rttMs, int bytes) {
        return event(start(EventKind.RTT, atMs, client, cookie)
                .rtt(Math.round(rttMs * 1e3))
                .bytesAcked(bytes)
                .delivered(1)
                .packetsOut(1)
                .appLimited(true));
    }

    public TestAgent retransmit(long atMs, String client, long cookie, int segments) {
        return event(start(EventKind.RETRANSMIT, atMs, client, cookie)
                .segments(segments)
                .packetsOut(5));
    }

    /** The same from a probe that tells of causes: reordering was seen, and half of the time the window was closed. */
    public TestAgent retransmit(long atMs, String client, long cookie, RetransmitCause cause) {
        return event(start(EventKind.RETRANSMIT, atMs, client, cookie)
                .segments(1)
                .cause(cause)
                .limits(200_000, 100_000, 20_000)
                .reordering(1)
                .delivered(3)
                .deliveredCe(2)
                .packetsOut(5));
    }

    public TestAgent open(long atMs, String client, long cookie, long handshakeRttUs) {
        return event(start(EventKind.OPEN, atMs, client, cookie).handshakeRttUs(handshakeRttUs));
    }

    public TestAgent close(long atMs, String client, long cookie) {
        return event(start(EventKind.CLOSE, atMs, client, cookie));
    }

    /** The struct of the event that is being built, with its common fields. */
    public TcpEventBuilder start(EventKind kind, long atMs, String client, long cookie) {
        return builder.clear()
                .kind(kind)
                .tsNs(atMs * 1_000_000L)
                .sockCookie(cookie)
                .localPort(8080)
                .remote(IpAddress.parse(client), 40_000 + (int) cookie);
    }

    public TestAgent event(TcpEventBuilder event) {
        events.writeBytes(event.toBytes());
        count++;
        return this;
    }

    /** The bytes of a batch of all events since the last one. */
    public byte[] batch(long closedMs) {
        BatchHeader header = new BatchHeader(name, 0, 1, epoch, sequence++, closedMs * 1_000_000L, 0, 0, tenant, 0);
        byte[] record = BatchCodec.encode(header, events.toByteArray(), count);
        events.reset();
        count = 0;
        return record;
    }

    /** The same as the job's source gives it. */
    public RawBatch raw(long closedMs) {
        return new RawBatch(batch(closedMs), new byte[0], closedMs, 0, sequence);
    }
}

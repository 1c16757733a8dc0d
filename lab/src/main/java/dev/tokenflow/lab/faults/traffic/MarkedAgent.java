package dev.tokenflow.lab.faults.traffic;

import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.BatchHeader;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.event.TcpEventBuilder;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An agent whose clients are calm, and congested for a while in every {@link #PERIOD_NS}. All round trips of one such
 * time are the same, and longer by a step than those of the time before: a <em>mark</em>. So the largest round trip in
 * a hint says which mark it has seen. What happens depends on the time alone, never on when a batch is made. Not
 * thread-safe, but for {@link #freeze} and {@link #thaw}.
 */
public final class MarkedAgent {
    /** Time between two events of a client. */
    static final long EVENT_NS = 20_000_000L;

    /** Time between two marks of a client. */
    public static final long PERIOD_NS = 4_000_000_000L;

    private static final long STORM_NS = 200_000_000L;

    /** How long a mark lasts. */
    static final long MARK_NS = 500_000_000L;

    /** Round trip of calm times, µs. */
    static final int CALM_US = 30_000;

    /** Round trips from here on are marks, µs. */
    public static final int MARK_US = 120_000;

    /** By what a mark is longer than the one before, µs. */
    public static final int STEP_US = 100;

    private static final int FLUTTER_US = 500;
    private static final int FLUTTERS = 8;
    private static final int MAX_EVENTS = 2_000;
    private static final int SERVING_PORT = 8000;
    private static final int CLIENT_PORT = 40_000;
    private static final int SOCKETS = 2;
    private static final int SEGMENTS = 2;
    private static final int PAYLOAD = 490;
    private static final long SECOND_NS = 1_000_000_000L;

    private final String id;
    private final AgentClock clock;
    private final List<IpAddress> clients;
    private final long periodNs;
    private final long markNs;
    private final long beganNs;
    private long epoch;
    private long sequence;
    private long madeNs;
    private volatile boolean frozen;

    /**
     * An agent that starts now.
     *
     * @param network second byte of its clients' addresses, 10.network.0.x: it shares no prefix with other agents
     * @param clients how many it serves, at most 250
     */
    public MarkedAgent(String id, int network, int clients, AgentClock clock) {
        this(id, network, clients, clock, PERIOD_NS, MARK_NS);
    }

    private MarkedAgent(String id, int network, int clients, AgentClock clock, long periodNs, long markNs) {
        this.periodNs = periodNs;
        this.markNs = markNs;
        this.id = id;
        this.clock = clock;
        this.clients = IntStream.range(0, clients)
                .mapToObj(i -> IpAddress.ofIpv4((10 << 24) + (network << 16) + 1 + i))
                .toList();
        beganNs = System.nanoTime();
        madeNs = beganNs;
        epoch = System.currentTimeMillis();
    }

    /** One whose clients have a mark every 400 ms, and the job an alarm for each. */
    public static MarkedAgent storm(String id, int network, int clients) {
        return new MarkedAgent(id, network, clients, AgentClock.RIGHT, 2 * STORM_NS, STORM_NS);
    }

    /** Addresses of its clients. */
    public List<String> clients() {
        return clients.stream().map(IpAddress::toString).toList();
    }

    /** Its name, which is also that of its site. */
    public String id() {
        return id;
    }

    /** It says nothing more. What happens meanwhile is kept, as in the kernel's ring buffer. */
    public void freeze() {
        frozen = true;
    }

    /** It goes on, and tells of what happened meanwhile. */
    public void thaw() {
        frozen = false;
    }

    /** It starts anew: what happened since the last batch is not told. */
    void restart(long nanoTime) {
        epoch = System.currentTimeMillis();
        sequence = 0;
        madeNs = nanoTime;
    }

    boolean isFrozen() {
        return frozen;
    }

    String kafkaKey() {
        return id + "/0";
    }

    /** The batches of what has happened since the last call: at least one, which may be a heartbeat. */
    List<byte[]> batches(long nanoTime) {
        Instant now = Instant.now();
        long wallNs = now.getEpochSecond() * SECOND_NS + now.getNano();
        List<byte[]> batches = new ArrayList<>();
        ByteArrayOutputStream events = new ByteArrayOutputStream();
        int count = 0;
        for (long tick = madeNs / EVENT_NS + 1; tick * EVENT_NS <= nanoTime; tick++) {
            for (int i = 0; i < clients.size(); i++) {
                events.writeBytes(event(i, tick));
                count++;
            }
            if (count + clients.size() > MAX_EVENTS) {
                batches.add(batch(nanoTime, wallNs, events, count));
                events.reset();
                count = 0;
            }
        }
        batches.add(batch(nanoTime, wallNs, events, count));
        madeNs = nanoTime;
        return batches;
    }

    private byte[] batch(long nanoTime, long wallNs, ByteArrayOutputStream events, int count) {
        BatchHeader header = new BatchHeader(
                id, 0, 1, epoch, sequence++, clock.monoNs(nanoTime), clock.monoToWallNs(nanoTime, wallNs), 0);
        return BatchCodec.encode(header, events.toByteArray(), count);
    }

    private byte[] event(int client, long tick) {
        int socket = (int) (tick % SOCKETS);
        return new TcpEventBuilder()
                .kind(EventKind.RTT)
                .tsNs(clock.monoNs(tick * EVENT_NS))
                .sockCookie(1 + (long) client * SOCKETS + socket)
                .localPort(SERVING_PORT)
                .remote(clients.get(client), CLIENT_PORT + socket)
                .bytesAcked(PAYLOAD)
                .delivered(SEGMENTS)
                .rtt(rttUs(client, tick))
                .mdevUs(CALM_US / 10)
                .packetsOut(4)
                .appLimited(true)
                .toBytes();
    }

    /** Clients take turns, so that at any time some are congested. */
    private int rttUs(int client, long tick) {
        long turnNs = periodNs + client * periodNs / clients.size();
        long sinceNs = tick * EVENT_NS - beganNs - turnNs;
        if (sinceNs >= 0 && sinceNs % periodNs < markNs) {
            return MARK_US + STEP_US * (int) (1 + sinceNs / periodNs);
        }
        return CALM_US + FLUTTER_US * (int) ((tick * 5 + client) % FLUTTERS);
    }
}

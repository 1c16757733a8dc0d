package dev.tokenflow.bench.pipeline.load;

import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.BatchHeader;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.TcpEventBuilder;
import dev.tokenflow.protocol.event.TcpEventLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * An agent's batches without the agent. Every socket has its struct ready; an event is a copy of it in which time,
 * round trip or retransmit are put in, so that making one takes some ten nanoseconds and still no two are the same. The
 * array a method returns is good until the next call. Not thread-safe.
 */
public final class SyntheticAgent {
    /** Most events in one batch. */
    public static final int MAX_EVENTS = 500;

    /** Share of the events that tell of a segment sent again; watched clients have none but those of alarms. */
    static final double RETRANSMIT_SHARE = 0.002;

    /** Bounds of a round trip as a multiple of the client's usual one: far below any jump. */
    static final double MAX_FACTOR = 2;

    private static final int SEGMENTS_PER_ACK = 2;
    private static final int PAYLOAD_BYTES = 245;
    private static final int SERVING_PORT = 8000;
    private static final int FIRST_CLIENT_PORT = 40_000;
    private static final double CALM_SD_OF_LOG = 0.04;
    private static final double RESTLESS_SD_OF_LOG = 0.25;
    private static final int FACTOR_BITS = 12;
    private static final int FACTOR_UNIT_BITS = 16;
    private static final int DICE_BITS = 20;
    private static final long RETRANSMIT_DICE = Math.round(RETRANSMIT_SHARE * (1 << DICE_BITS));

    private final String id;
    private final long epoch;
    private final long monoToWallNs;
    private final int socketsPerClient;
    private final int firstClient;
    private final int headerBytes;
    private final byte[] structs;
    private final int[] usualRttUs;
    private final boolean[] lossless;
    private final boolean[] restless;
    private final int[] calmFactors;
    private final int[] restlessFactors;
    private final ByteBuffer[] records = new ByteBuffer[MAX_EVENTS + 1];
    private final SplittableRandom random;
    private long sequence;

    /**
     * @param id agent id
     * @param epoch wall-clock ms at which it started
     * @param monoToWallNs what to add to {@link System#nanoTime} to get ns since 1970
     * @param load says how many sockets a client has, and what is in flight on them
     * @param clients those it serves, numbered one after the other
     * @param seed of everything random
     */
    public SyntheticAgent(String id, long epoch, long monoToWallNs, Load load, List<Client> clients, long seed) {
        this.id = id;
        this.epoch = epoch;
        this.monoToWallNs = monoToWallNs;
        firstClient = clients.getFirst().number();
        headerBytes = BatchCodec.headerBytes(id);
        socketsPerClient = load.sockets();
        int sockets = clients.size() * socketsPerClient;
        structs = new byte[sockets * TcpEventLayout.SIZE];
        usualRttUs = new int[sockets];
        lossless = new boolean[sockets];
        restless = new boolean[sockets];
        for (int socket = 0; socket < sockets; socket++) {
            Client client = clients.get(socket / socketsPerClient);
            usualRttUs[socket] = client.usualRttUs();
            lossless[socket] = client.watched();
            restless[socket] = client.restless();
            System.arraycopy(
                    struct(client, socket, load), 0, structs, socket * TcpEventLayout.SIZE, TcpEventLayout.SIZE);
        }
        Random normal = new Random(seed);
        calmFactors = factors(normal, CALM_SD_OF_LOG);
        restlessFactors = factors(normal, RESTLESS_SD_OF_LOG);
        random = new SplittableRandom(seed);
    }

    private static int[] factors(Random normal, double sdOfLog) {
        int[] factors = new int[1 << FACTOR_BITS];
        for (int i = 0; i < factors.length; i++) {
            double factor = Math.exp(sdOfLog * normal.nextGaussian());
            factors[i] = (int) ((1 << FACTOR_UNIT_BITS) * Math.clamp(factor, 1 / MAX_FACTOR, MAX_FACTOR));
        }
        return factors;
    }

    /** Kafka key of its batches. */
    String kafkaKey() {
        return id + "/0";
    }

    /**
     * The next batch: {@code count} events of random sockets, evenly spread over the time after {@code fromNs} up to
     * {@code closedNs}; none = heartbeat.
     */
    public byte[] batch(long fromNs, long closedNs, int count) {
        ByteBuffer record = begin(closedNs, count);
        for (int i = 0; i < count; i++) {
            long atNs = closedNs - (closedNs - fromNs) * (count - 1 - i) / count;
            long bits = random.nextLong();
            int socket = (int) (((bits & 0xffff_ffffL) * usualRttUs.length) >>> 32);
            long dice = (bits >>> 32) & ((1 << DICE_BITS) - 1);
            if (dice < RETRANSMIT_DICE && !lossless[socket]) {
                putRetransmit(record, i, socket, atNs, 1);
            } else {
                int factor = (restless[socket] ? restlessFactors : calmFactors)[(int) (bits >>> (64 - FACTOR_BITS))];
                putRtt(record, i, socket, atNs, (int) (((long) usualRttUs[socket] * factor) >> FACTOR_UNIT_BITS));
            }
        }
        return record.array();
    }

    /** The next batch: the events of alarms of its clients, all at {@code atNs}; at most {@link #MAX_EVENTS}. */
    public byte[] batch(List<Alarm> alarms, long atNs, long closedNs) {
        ByteBuffer record =
                begin(closedNs, alarms.stream().mapToInt(Alarm::events).sum());
        int at = 0;
        for (Alarm alarm : alarms) {
            int socket = (alarm.client().number() - firstClient) * socketsPerClient;
            switch (alarm.kind()) {
                case RETRANSMIT_BURST -> {
                    putDelivered(record, at++, socket, atNs);
                    putRetransmit(record, at++, socket, atNs, Alarm.BURST_SEGMENTS);
                }
                case RTT_JUMP -> {
                    for (int i = 0; i < alarm.events(); i++) {
                        putRtt(record, at++, socket + i % socketsPerClient, atNs, alarm.rttUs());
                    }
                }
            }
        }
        return record.array();
    }

    private ByteBuffer begin(long closedNs, int count) {
        ByteBuffer record = records[count];
        if (record == null) {
            record = ByteBuffer.allocate(headerBytes + count * TcpEventLayout.SIZE)
                    .order(ByteOrder.LITTLE_ENDIAN);
            records[count] = record;
        }
        BatchHeader header = new BatchHeader(id, 0, 1, epoch, sequence++, closedNs, monoToWallNs, 0);
        BatchCodec.writeHeader(record, header, count);
        return record;
    }

    private void putRtt(ByteBuffer record, int index, int socket, long atNs, int rttUs) {
        int at = put(record, index, socket, atNs);
        record.putInt(at + TcpEventLayout.RTT_US, rttUs);
        record.putLong(at + TcpEventLayout.RTT_SUM_US, rttUs);
        record.putInt(at + TcpEventLayout.RTT_MIN_US, rttUs);
        record.putInt(at + TcpEventLayout.RTT_MAX_US, rttUs);
    }

    /** A usual round trip, with which many segments were acknowledged. */
    private void putDelivered(ByteBuffer record, int index, int socket, long atNs) {
        putRtt(record, index, socket, atNs, usualRttUs[socket]);
        int at = headerBytes + index * TcpEventLayout.SIZE;
        record.putLong(at + TcpEventLayout.BYTES_ACKED_DELTA, (long) Alarm.DELIVERED_BEFORE * PAYLOAD_BYTES);
        record.putInt(at + TcpEventLayout.DELIVERED_DELTA, Alarm.DELIVERED_BEFORE);
    }

    private void putRetransmit(ByteBuffer record, int index, int socket, long atNs, int segments) {
        int at = put(record, index, socket, atNs);
        record.put(at + TcpEventLayout.KIND, (byte) EventKind.RETRANSMIT.code());
        record.putInt(at + TcpEventLayout.SEGMENTS, segments);
        record.putInt(at + TcpEventLayout.RTT_COUNT, 0);
        record.putLong(at + TcpEventLayout.BYTES_ACKED_DELTA, 0);
        record.putInt(at + TcpEventLayout.DELIVERED_DELTA, 0);
    }

    private int put(ByteBuffer record, int index, int socket, long atNs) {
        int at = headerBytes + index * TcpEventLayout.SIZE;
        System.arraycopy(structs, socket * TcpEventLayout.SIZE, record.array(), at, TcpEventLayout.SIZE);
        record.putLong(at + TcpEventLayout.TS_NS, atNs);
        return at;
    }

    /** What of a socket's events does not change; an RTT event unless told otherwise. */
    private static byte[] struct(Client client, int socket, Load load) {
        int usualUs = client.usualRttUs();
        return new TcpEventBuilder()
                .kind(EventKind.RTT)
                .sockCookie(((long) client.agent() << 32) + socket + 1)
                .localPort(SERVING_PORT)
                .remote(client.address(), FIRST_CLIENT_PORT + socket % load.sockets())
                .bytesAcked(SEGMENTS_PER_ACK * PAYLOAD_BYTES)
                .delivered(SEGMENTS_PER_ACK)
                .rtt(usualUs)
                .mdevUs(usualUs / 10)
                .packetsOut(load.packetsOut())
                .appLimited(true)
                .toBytes();
    }
}

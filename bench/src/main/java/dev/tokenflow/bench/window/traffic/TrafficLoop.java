package dev.tokenflow.bench.window.traffic;

import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.BatchHeader;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.TcpEventBuilder;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Some seconds of a workload's events, in batches as agents send them: one every 10 ms, an empty one after 100 ms
 * without events. A {@link TrafficCursor} repeats them for ever with later times.
 */
public final class TrafficLoop {
    /**
     * When event time starts, ms since 1970: a midnight, where windows of any usual length end, and long ago, because
     * brokers refuse records of the future.
     */
    public static final long START_MS = 1_577_836_800_000L;

    private static final long NS_PER_MS = 1_000_000L;
    private static final long BATCH_NS = 10 * NS_PER_MS;
    private static final long HEARTBEAT_NS = 100 * NS_PER_MS;
    private static final long LEAST_SECONDS = 12;
    private static final int EVENTS_PER_CLIENT = 4;
    private static final double RETRANSMIT_SHARE = 0.005;
    private static final double LOG_RTT_SD = 0.15;
    private static final int SOCKETS = 2;
    private static final int PORT = 8000;
    private static final int FIRST_CLIENT_PORT = 40_000;

    /**
     * One batch.
     *
     * @param agent who sends it
     * @param header in the first pass of the loop
     * @param record header and events
     * @param count events
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Slot(int agent, BatchHeader header, byte[] record, int count) {}

    private final List<Slot> slots = new ArrayList<>();
    private final int[] batches = new int[EventLoad.AGENTS];
    private final long spanNs;

    private TrafficLoop(long spanNs) {
        this.spanNs = spanNs;
    }

    /** Makes the events: longer than the usual window, and long enough for every client to have some. */
    public static TrafficLoop of(EventLoad workload) {
        long seconds = Math.max(
                LEAST_SECONDS, Math.ceilDiv((long) EVENTS_PER_CLIENT * workload.keys(), workload.eventsPerS()));
        TrafficLoop loop = new TrafficLoop(seconds * 1000 * NS_PER_MS);
        new Recorder(workload, loop).record();
        return loop;
    }

    List<Slot> slots() {
        return slots;
    }

    /** Length of the loop in ns of event time. */
    long spanNs() {
        return spanNs;
    }

    /** Batches an agent sends in one pass. */
    int batches(int agent) {
        return batches[agent];
    }

    /** Draws the events in order of time and closes the batches they fall into. */
    private static final class Recorder {
        private final EventLoad workload;
        private final TrafficLoop loop;
        private final Clients clients;
        private final SplittableRandom random;
        private final TcpEventBuilder event = new TcpEventBuilder();
        private final ByteArrayOutputStream[] open = new ByteArrayOutputStream[EventLoad.AGENTS];
        private final int[] counts = new int[EventLoad.AGENTS];
        private final long[] lastClosedNs = new long[EventLoad.AGENTS];

        Recorder(EventLoad workload, TrafficLoop loop) {
            this.workload = workload;
            this.loop = loop;
            clients = new Clients(workload);
            random = new SplittableRandom(workload.seed() + 1);
            for (int agent = 0; agent < open.length; agent++) {
                open[agent] = new ByteArrayOutputStream();
            }
        }

        void record() {
            double eventNs = 1e9 / workload.eventsPerS();
            long event = 0;
            for (long closedNs = BATCH_NS; closedNs <= loop.spanNs; closedNs += BATCH_NS) {
                for (; event * eventNs < closedNs; event++) {
                    draw((long) (event * eventNs));
                }
                for (int agent = 0; agent < open.length; agent++) {
                    close(agent, closedNs);
                }
            }
        }

        private void draw(long atNs) {
            int client = random.nextDouble() < workload.hotShare() ? 0 : random.nextInt(workload.keys());
            int socket = client * SOCKETS + random.nextInt(SOCKETS);
            int agent = clients.agent(client);
            event.clear()
                    .tsNs(atNs)
                    .sockCookie(1L + socket)
                    .localPort(PORT)
                    .remote(clients.address(client), FIRST_CLIENT_PORT + socket % SOCKETS)
                    .packetsOut(2);
            if (random.nextDouble() < RETRANSMIT_SHARE) {
                event.kind(EventKind.RETRANSMIT).segments(1);
            } else {
                ack(client);
            }
            open[agent].writeBytes(event.toBytes());
            counts[agent]++;
        }

        private void ack(int client) {
            double baseUs = clients.baseUs(client);
            long rttUs = Math.max(1, Math.round(baseUs * Math.exp(LOG_RTT_SD * random.nextGaussian())));
            int bytes = random.nextInt(200, 1400);
            event.kind(EventKind.RTT)
                    .rtt(rttUs)
                    .mdevUs(Math.round(baseUs * LOG_RTT_SD))
                    .bytesAcked(bytes)
                    .delivered(1)
                    .appLimited(random.nextBoolean());
        }

        private void close(int agent, long closedNs) {
            if (counts[agent] == 0 && closedNs - lastClosedNs[agent] < HEARTBEAT_NS) {
                return;
            }
            BatchHeader header = new BatchHeader(
                    "agent-" + agent, 0, 1, START_MS, loop.batches[agent]++, closedNs, START_MS * NS_PER_MS, 0);
            byte[] record = BatchCodec.encode(header, open[agent].toByteArray(), counts[agent]);
            loop.slots.add(new Slot(agent, header, record, counts[agent]));
            open[agent].reset();
            counts[agent] = 0;
            lastClosedNs[agent] = closedNs;
        }
    }
}

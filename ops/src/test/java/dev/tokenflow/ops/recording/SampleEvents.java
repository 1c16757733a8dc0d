package dev.tokenflow.ops.recording;

import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.BatchHeader;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.event.TcpEventBuilder;
import dev.tokenflow.protocol.event.TcpEventLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/** Half a minute of events of two agents, as a table and as the batches that the agents would send. */
final class SampleEvents {
    static final String HEADER =
            "agent,ts_ns,cookie,remote,kind,rtt_us,rtt_count,rtt_sum_us,rtt_min_us,rtt_max_us,mdev_us,"
                    + "app_limited,bytes_acked_delta,delivered_delta,dsack_delta,segments,unsent_bytes,packets_out";

    private static final long START_NS = 1_763_917_152_000_000_000L;
    private static final long LENGTH_NS = 30_000_000_000L;
    private static final long TICK_NS = 20_000_000L;
    private static final int TICKS_A_HEARTBEAT = 5;
    private static final List<String> CLIENTS = List.of("203.0.113.7", "203.0.113.8", "2001:db8::1", "::ffff:10.0.0.1");

    private record Event(String agent, long tsNs, String cells, byte[] struct) {}

    private final Random random;
    private final List<Event> events = new ArrayList<>();

    SampleEvents(long seed) {
        random = new Random(seed);
        for (int socket = 1; socket <= 12; socket++) {
            String agent = "host-" + socket % 2;
            String client = CLIENTS.get(random.nextInt(CLIENTS.size()));
            long nowNs = START_NS + (long) (random.nextDouble() * LENGTH_NS / 2);
            add(agent, nowNs, socket, client, EventKind.OPEN);
            while (nowNs < START_NS + LENGTH_NS - TICK_NS) {
                add(agent, nowNs, socket, client, random.nextInt(12) == 0 ? EventKind.RETRANSMIT : EventKind.RTT);
                nowNs += 1 + (long) (random.nextDouble() * 2e8);
            }
            if (socket % 3 > 0) {
                add(agent, nowNs, socket, client, EventKind.CLOSE);
            }
        }
        events.sort(Comparator.comparingLong(Event::tsNs));
    }

    int size() {
        return events.size();
    }

    /** Lines of a table, its header first. */
    List<String> table() {
        List<String> lines = new ArrayList<>(List.of(HEADER));
        events.forEach(event -> lines.add(event.cells()));
        return lines;
    }

    /** Record values as one agent sends them. */
    List<byte[]> batches(String agent) {
        long offsetNs = START_NS - 5_000_000_000L * agent.length();
        List<byte[]> batches = new ArrayList<>();
        long firstNs = events.stream()
                .filter(event -> event.agent().equals(agent))
                .mapToLong(Event::tsNs)
                .min()
                .orElseThrow();
        long endNs = events.get(events.size() - 1).tsNs();
        long closedNs = firstNs / TICK_NS * TICK_NS + (firstNs % TICK_NS == 0 ? 0 : TICK_NS);
        int quiet = TICKS_A_HEARTBEAT;
        for (; closedNs < endNs + TICK_NS; closedNs += TICK_NS) {
            long tickNs = closedNs;
            List<Event> now = events.stream()
                    .filter(e -> e.agent().equals(agent) && e.tsNs() > tickNs - TICK_NS && e.tsNs() <= tickNs)
                    .toList();
            quiet++;
            if (!now.isEmpty() || (quiet > TICKS_A_HEARTBEAT && closedNs <= endNs)) {
                batches.add(batch(agent, batches.size(), closedNs - offsetNs, offsetNs, now));
                quiet = 1;
            }
        }
        return batches;
    }

    List<String> agents() {
        return List.of("host-0", "host-1");
    }

    private static byte[] batch(String agent, int sequence, long closedNs, long offsetNs, List<Event> events) {
        byte[] structs = new byte[events.size() * TcpEventLayout.SIZE];
        for (int i = 0; i < events.size(); i++) {
            byte[] struct = events.get(i).struct().clone();
            java.nio.ByteBuffer.wrap(struct)
                    .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                    .putLong(TcpEventLayout.TS_NS, events.get(i).tsNs() - offsetNs);
            System.arraycopy(struct, 0, structs, i * TcpEventLayout.SIZE, TcpEventLayout.SIZE);
        }
        return BatchCodec.encode(
                new BatchHeader(agent, 0, 1, 1, sequence, closedNs, offsetNs, 0), structs, events.size());
    }

    private void add(String agent, long tsNs, int cookie, String client, EventKind kind) {
        boolean retransmit = kind == EventKind.RETRANSMIT;
        int samples = kind == EventKind.RTT ? 1 + random.nextInt(3) : 0;
        long[] rtts = LongStream.generate(() -> 20_000 + random.nextInt(60_000))
                .limit(samples)
                .sorted()
                .toArray();
        long sum = LongStream.of(rtts).sum();
        long min = samples == 0 ? 0 : rtts[0];
        long max = samples == 0 ? 0 : rtts[samples - 1];
        long bytes = random.nextInt(3) * 400L;
        long delivered = random.nextInt(4);
        long dsacks = random.nextInt(9) == 0 ? 1 : 0;
        long segments = retransmit ? 1 + random.nextInt(12) : 0;
        long unsent = random.nextInt(4) == 0 ? random.nextInt(9_000) : 0;
        long inFlight = random.nextInt(9);
        long mdev = random.nextInt(3_000);
        boolean limited = random.nextBoolean();
        byte[] struct = new TcpEventBuilder()
                .kind(kind)
                .tsNs(tsNs)
                .sockCookie(cookie)
                .remote(IpAddress.parse(client), 4_000)
                .rtt(max, samples, sum, min, max)
                .mdevUs(mdev)
                .appLimited(limited)
                .bytesAcked(bytes)
                .delivered(delivered)
                .dsacks(dsacks)
                .segments(segments)
                .unsentBytes(unsent)
                .packetsOut(inFlight)
                .toBytes();
        String cells = String.join(
                ",",
                agent,
                Long.toString(tsNs),
                Integer.toString(cookie),
                client,
                kind.name().toLowerCase(java.util.Locale.ROOT),
                samples == 0 ? "" : Long.toString(max),
                samples < 2 ? "" : Integer.toString(samples),
                samples < 2 ? "" : Long.toString(sum),
                samples < 2 ? "" : Long.toString(min),
                samples < 2 ? "" : Long.toString(max),
                Long.toString(mdev),
                limited ? "1" : "0",
                Long.toString(bytes),
                Long.toString(delivered),
                Long.toString(dsacks),
                segments == 1 ? "" : Long.toString(segments),
                unsent == 0 ? "" : Long.toString(unsent),
                Long.toString(inFlight));
        events.add(new Event(agent, tsNs, cells, struct));
    }
}

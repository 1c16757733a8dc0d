package dev.tokenflow.core.replay;

import dev.tokenflow.core.replay.Seen.Causes;
import dev.tokenflow.core.replay.Seen.Limits;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.RetransmitCause;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Random streams of batches as agents would send them: sockets that come and go, quiet ones and bursts, single samples
 * and folds, several agents and shards, a restart. All of it follows from the seed. What the way to the reader may do
 * to them (disorder, duplicates, late batches) is added by the other methods.
 */
public final class RandomTraffic {
    /** How far batches may be behind in the reader, ms. */
    public static final long BOUND_MS = 50;

    private static final long NS_PER_MS = 1_000_000;
    private static final long FLUSH_NS = 20 * NS_PER_MS;
    private static final long HEARTBEAT_NS = 100 * NS_PER_MS;
    private static final long RESTART_NS = 13_000 * NS_PER_MS;

    /** Client and prefix. */
    private static final String[][] CLIENTS = {
        {"203.0.113.7", "203.0.113.0/24"},
        {"203.0.113.8", "203.0.113.0/24"},
        {"203.0.113.200", "203.0.113.0/24"},
        {"198.51.100.9", "198.51.100.0/24"},
        {"10.1.2.3", "10.1.2.0/24"},
        {"2001:db8:0:12ff::1", "2001:db8:0:1200::/56"},
        {"2001:db8:0:1201::5", "2001:db8:0:1200::/56"},
        {"2001:db8:0:1300::5", "2001:db8:0:1300::/56"},
        {"fe80::1", "fe80::/56"},
        {"::1", "::/56"},
    };

    /**
     * @param durationMs of the traffic
     * @param sockets in all that time
     * @param lifeMs mean life of a socket
     * @param gapMs mean time between the events of an ordinary socket
     * @param burst share of sockets that send a thousand events in a second or two
     */
    public record Shape(long durationMs, int sockets, double lifeMs, double gapMs, double burst) {}

    private final Random random;
    private final Random causes;
    private final Shape shape;
    private final long startNs;
    private final int agents;
    private final int[] shards;
    private final List<List<Seen>> events = new ArrayList<>();

    private RandomTraffic(long seed, Shape shape) {
        random = new Random(seed);
        causes = new Random(~seed);
        this.shape = shape;
        startNs = 1_763_917_152_000L * NS_PER_MS + (long) (random.nextDouble() * 1e13);
        agents = 1 + random.nextInt(3);
        shards = new int[agents];
        for (int i = 0; i < agents; i++) {
            shards[i] = 1 + random.nextInt(2);
            events.add(new ArrayList<>());
        }
    }

    /** Batches in the order in which they were closed, events in the order in which they happened. */
    public static List<Sent> inOrder(long seed, Shape shape) {
        return new RandomTraffic(seed, shape).send();
    }

    /** The same batches and events in another order, no event more than the bound behind the newest batch. */
    public static List<Sent> disordered(List<Sent> inOrder, long seed) {
        Random random = new Random(seed);
        List<Sent> shuffled = new ArrayList<>();
        for (Sent batch : inOrder) {
            List<Seen> mixed = new ArrayList<>(batch.events());
            Collections.shuffle(mixed, random);
            shuffled.add(batch.with(mixed));
        }
        return delivered(shuffled, batch -> random.nextInt((int) (BOUND_MS * NS_PER_MS - FLUSH_NS - 2 * NS_PER_MS)));
    }

    /** The same batches, some of them again a little later. */
    public static List<Sent> withDuplicates(List<Sent> batches, long seed) {
        Random random = new Random(seed);
        List<Sent> more = new ArrayList<>(batches);
        for (int i = 0; i < batches.size() / 20; i++) {
            int from = random.nextInt(more.size());
            more.add(Math.min(more.size(), from + 1 + random.nextInt(30)), more.get(from));
        }
        return more;
    }

    /** The same batches, some of them far too late. */
    public static List<Sent> withLateBatches(List<Sent> batches, long seed) {
        Random random = new Random(seed);
        return delivered(batches, batch -> random.nextInt(50) == 0 ? (100 + random.nextInt(700)) * NS_PER_MS : 0);
    }

    /** The same batches with some events that are too old, from the future or impossible. */
    public static List<Sent> withOddEvents(List<Sent> batches, long seed) {
        Random random = new Random(seed);
        List<Sent> odd = new ArrayList<>();
        for (Sent batch : batches) {
            List<Seen> seen = new ArrayList<>();
            for (Seen event : batch.events()) {
                seen.add(
                        switch (random.nextInt(100)) {
                            case 0, 1, 2 -> event.at(event.wallNs() - (long) (random.nextDouble() * 3e9), "");
                            case 3 -> event.at(batch.closedNs() + 51 * NS_PER_MS, "future");
                            case 4 -> event.rtt(2, 100, 60, 40, 0, false).at(event.wallNs(), "implausible");
                            case 5 -> event.progress(-1, 1, 0, 0).at(event.wallNs(), "implausible");
                            default -> event;
                        });
            }
            odd.add(batch.with(seen));
        }
        return odd;
    }

    private interface Delay {
        long ns(Sent batch);
    }

    private static List<Sent> delivered(List<Sent> batches, Delay delay) {
        record Arrival(long atNs, Sent batch) {}
        List<Arrival> arrivals = new ArrayList<>();
        for (Sent batch : batches) {
            arrivals.add(new Arrival(batch.closedNs() + delay.ns(batch), batch));
        }
        arrivals.sort(Comparator.comparingLong(Arrival::atNs));
        return new ArrayList<>(arrivals.stream().map(Arrival::batch).toList());
    }

    private List<Sent> send() {
        for (int i = 0; i < shape.sockets(); i++) {
            live(1 + i + (random.nextLong() & 0xffff_ffffL) * 1_000);
        }
        List<Sent> batches = new ArrayList<>();
        for (int agent = 0; agent < agents; agent++) {
            long monoToWallNs = startNs - (long) (random.nextDouble() * 1e15);
            boolean restarts = shape.durationMs() > 30_000 && random.nextInt(3) == 0;
            long restartNs =
                    restarts ? startNs + (long) (random.nextDouble() * 0.5 * shape.durationMs() * NS_PER_MS) : 0;
            for (int shard = 0; shard < shards[agent]; shard++) {
                send(agent, shard, monoToWallNs, restartNs, batches);
            }
        }
        batches.sort(Comparator.comparingLong(Sent::closedNs));
        return batches;
    }

    /** One socket's life. */
    private void live(long cookie) {
        int agent = random.nextInt(agents);
        int shard = (int) (cookie % shards[agent]);
        String[] client = CLIENTS[(int) (CLIENTS.length * random.nextDouble() * random.nextDouble())];
        boolean burst = random.nextDouble() < shape.burst();
        double lifeMs = burst ? 500 + random.nextInt(1_500) : -Math.log(1 - random.nextDouble()) * shape.lifeMs();
        double gapMs = burst ? 1.5 : shape.gapMs() * (0.2 + 2 * random.nextDouble());
        double baseMs = 1 + 150 * random.nextDouble() * random.nextDouble();
        long nowNs = startNs + (long) (random.nextDouble() * shape.durationMs() * NS_PER_MS);
        long endNs = Math.min(nowNs + (long) (lifeMs * NS_PER_MS), startNs + shape.durationMs() * NS_PER_MS - FLUSH_NS);
        List<Seen> seen = events.get(agent);
        boolean tells = cookie % 4 > 0; // an older probe knows no causes
        if (random.nextInt(10) < 7) {
            seen.add(told(event(agent, shard, cookie, client, nowNs, EventKind.OPEN), tells, cookie));
        }
        while (nowNs < endNs) {
            EventKind kind = random.nextInt(15) == 0 ? EventKind.RETRANSMIT : EventKind.RTT;
            seen.add(told(fill(event(agent, shard, cookie, client, nowNs, kind), baseMs), tells, cookie));
            if (random.nextInt(40) > 0) { // else two events at the same ns
                nowNs += 1 + (long) (-Math.log(1 - random.nextDouble()) * gapMs * NS_PER_MS);
            }
        }
        if (random.nextInt(10) < 8) {
            seen.add(told(fill(event(agent, shard, cookie, client, nowNs, EventKind.CLOSE), baseMs), tells, cookie));
        }
    }

    private static Seen event(int agent, int shard, long cookie, String[] client, long ns, EventKind kind) {
        return Seen.of("host-" + agent, shard, cookie, client[0], client[1], ns, kind);
    }

    /** With causes; every fifth connection has ECN. */
    private Seen told(Seen event, boolean tells, long cookie) {
        if (!tells) {
            return event;
        }
        boolean again = event.kind() == EventKind.RETRANSMIT;
        long busyUs = causes.nextInt(4) == 0 ? 0 : causes.nextInt(200_000);
        boolean limited = causes.nextInt(5) == 0;
        long receiverUs = limited ? (long) (busyUs * causes.nextDouble()) : 0;
        long bufferUs = limited ? (long) ((busyUs - receiverUs) * causes.nextDouble()) : 0;
        int delivered = (int) event.progress().delivered();
        Causes told = new Causes(
                new Limits(busyUs, receiverUs, bufferUs),
                again ? RetransmitCause.ofCode(causes.nextInt(4)) : RetransmitCause.UNKNOWN,
                causes.nextInt(20) == 0 ? 1 + causes.nextInt(3) : 0,
                cookie % 5 > 0 ? null : causes.nextInt(3) > 0 ? 0 : causes.nextInt(1 + delivered),
                event.kind() == EventKind.OPEN && causes.nextInt(3) > 0 ? 1_000 + causes.nextInt(90_000) : 0,
                causes.nextInt(2) * (long) causes.nextInt(400_000_000));
        return again && event.rtt().samples() == 0 && causes.nextInt(3) == 0
                ? event.causes(told).rtt(1, 7_000, 7_000, 7_000, 0, true)
                : event.causes(told);
    }

    private Seen fill(Seen event, double baseMs) {
        Seen filled = event;
        if (event.kind() == EventKind.RETRANSMIT) {
            filled = filled.progress(0, random.nextInt(3), random.nextInt(2), 1 + random.nextInt(12));
        } else if (random.nextInt(10) > 0) {
            filled = filled.progress(random.nextInt(5) * 400L, random.nextInt(20), random.nextInt(20) == 0 ? 1 : 0, 0);
        }
        int samples = event.kind() == EventKind.RETRANSMIT || random.nextInt(12) == 0
                ? 0
                : random.nextInt(10) < 7 ? 1 : 2 + random.nextInt(random.nextInt(20) == 0 ? 200 : 20);
        if (samples > 0) {
            long sum = 0;
            int min = Integer.MAX_VALUE;
            int max = 0;
            for (int i = 0; i < samples; i++) {
                int us = (int)
                        (1_000 * baseMs * (1 + Math.abs(random.nextGaussian()) * (random.nextInt(30) == 0 ? 4 : 0.1)));
                sum += us;
                min = Math.min(min, us);
                max = Math.max(max, us);
            }
            filled = filled.rtt(samples, sum, min, max, random.nextInt(5_000), random.nextInt(4) > 0);
        }
        return filled.socket(random.nextInt(6) == 0 ? random.nextInt(100_000) : 0, random.nextInt(12));
    }

    /** Cuts a shard's events into batches: every 20 ms when there are any, else every 100 ms an empty one. */
    private void send(int agent, int shard, long monoToWallNs, long restartNs, List<Sent> batches) {
        String name = "host-" + agent;
        List<Seen> mine = new ArrayList<>(
                events.get(agent).stream().filter(e -> e.shard() == shard).toList());
        mine.sort(Comparator.comparingLong(Seen::wallNs));
        long epoch = 1_763_000_000_000L;
        long sequence = random.nextInt(1_000);
        long closedNs = startNs + random.nextInt((int) FLUSH_NS);
        long lastNs = closedNs;
        int next = 0;
        while (closedNs < startNs + shape.durationMs() * NS_PER_MS) {
            if (restartNs > 0 && epoch == 1_763_000_000_000L && closedNs > restartNs) {
                closedNs += RESTART_NS;
                epoch++;
                sequence = 0;
                while (next < mine.size() && mine.get(next).wallNs() < closedNs - FLUSH_NS) {
                    next++; // nobody was there to see it
                }
            }
            List<Seen> now = new ArrayList<>();
            for (; next < mine.size() && mine.get(next).wallNs() <= closedNs; next++) {
                now.add(mine.get(next));
            }
            if (!now.isEmpty() || closedNs - lastNs >= HEARTBEAT_NS) {
                batches.add(new Sent(name, shard, shards[agent], epoch, sequence++, closedNs, monoToWallNs, now));
                lastNs = closedNs;
            }
            closedNs += FLUSH_NS;
        }
    }
}

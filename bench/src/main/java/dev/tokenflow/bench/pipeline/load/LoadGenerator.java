package dev.tokenflow.bench.pipeline.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * All agents of a run on one thread, with a producer set up as the agent's. An open loop: every agent closes a batch
 * every 10 ms of the clock, one after the other, and where this thread is late it makes up for it with the times the
 * events should have had. So its own delays count as the pipeline's, and never as events that are late among
 * themselves.
 */
public final class LoadGenerator implements AutoCloseable {
    /** Name of this thread, and of the producer's behind Kafka's own words. */
    public static final String THREAD = "bench-agents";

    /** How often an agent closes a batch. */
    static final Duration TICK = Duration.ofMillis(10);

    private static final long TICK_NS = TICK.toNanos();
    private static final long HEARTBEAT_NS = 100_000_000L;
    private static final long HOPELESS_NS = 1_000_000_000L;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

    private final List<SyntheticAgent> agents;
    private final AlarmLog alarmLog;
    private final String topic;
    private final KafkaProducer<String, byte[]> producer;
    private final List<Queue<Alarm>> alarms = new ArrayList<>(); // one for each agent
    private final AtomicInteger alarmsToRaise = new AtomicInteger();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong slips = new AtomicLong();
    private final Samples latenessMs = new Samples();
    private final SplittableRandom random = new SplittableRandom(1);
    private final Thread thread;
    private volatile double eventsPerSecond;
    private volatile boolean stopping;
    private volatile @Nullable Exception failure;

    /** Starts to send heartbeats. */
    public LoadGenerator(String bootstrapServers, String topic, List<SyntheticAgent> agents, AlarmLog alarmLog) {
        this.topic = topic;
        this.agents = agents;
        this.alarmLog = alarmLog;
        agents.forEach(agent -> alarms.add(new ConcurrentLinkedQueue<>()));
        producer = new KafkaProducer<>(settings(bootstrapServers), new StringSerializer(), new ByteArraySerializer());
        thread = Thread.ofPlatform().daemon().name(THREAD).start(this::run);
    }

    /**
     * What a generator and the broker can do while nobody reads: full batches, as fast as they are taken.
     *
     * @return acknowledged events a second
     */
    public static double flatOut(String bootstrapServers, String topic, SyntheticAgent agent, Duration time) {
        AtomicLong acknowledged = new AtomicLong();
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings(bootstrapServers), new StringSerializer(), new ByteArraySerializer())) {
            producer.partitionsFor(topic);
            long startNs = System.nanoTime();
            long nowNs = startNs;
            while (nowNs - startNs < time.toNanos()) {
                byte[] record = agent.batch(nowNs - TICK_NS, nowNs, SyntheticAgent.MAX_EVENTS);
                var unused = producer.send(
                        new ProducerRecord<>(topic, agent.kafkaKey(), record),
                        (metadata, problem) -> acknowledged.addAndGet(problem == null ? SyntheticAgent.MAX_EVENTS : 0));
                nowNs = System.nanoTime();
            }
            return acknowledged.get() * 1e9 / (nowNs - startNs);
        }
    }

    /** From now on so many events a second, all agents together; 0 = heartbeats only. */
    public void rate(double perSecond) {
        eventsPerSecond = perSecond;
    }

    /** Sends the events of an alarm in the next tick of the client's agent. */
    public void raise(Alarm alarm) {
        alarmsToRaise.incrementAndGet();
        alarms.get(alarm.client().agent()).add(alarm);
    }

    /** Alarms whose events were not handed to the producer yet. */
    public int alarmsToRaise() {
        return alarmsToRaise.get();
    }

    /** Events handed to the producer. */
    public long sent() {
        return sent.get();
    }

    /** Events that the broker has acknowledged. */
    public long acknowledged() {
        return acknowledged.get();
    }

    /** How often this thread was a second behind and gave up what it should have sent. */
    public long slips() {
        return slips.get();
    }

    /** How late batches were handed to the producer since the last call, ms. */
    public double[] takeLatenessMs() {
        return latenessMs.take();
    }

    /**
     * Tells whether it still runs.
     *
     * @throws IOException when the broker took a batch no more
     */
    public void check() throws IOException {
        Exception cause = failure;
        if (cause != null) {
            throw new IOException("the broker does not take batches: " + cause.getMessage(), cause);
        }
    }

    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(CLOSE_TIMEOUT);
    }

    private void run() {
        List<Lane> lanes = new ArrayList<>();
        long startNs = System.nanoTime();
        for (int i = 0; i < agents.size(); i++) {
            lanes.add(new Lane(i, startNs + i * TICK_NS / agents.size()));
        }
        try {
            while (!stopping) {
                for (Lane lane : lanes) {
                    lane.tick();
                }
            }
        } catch (RuntimeException e) { // the producer's, such as a timeout
            failure = e;
        }
    }

    private void send(String key, byte[] record, int events) {
        sent.addAndGet(events);
        var unused = producer.send(new ProducerRecord<>(topic, key, record), (metadata, problem) -> {
            if (problem == null) {
                acknowledged.addAndGet(events);
            } else {
                failure = problem;
            }
        });
    }

    /**
     * What the agent's own producer is set to. All agents share one here: the order of their batches is that of time,
     * whatever this host is busy with.
     */
    private static Map<String, Object> settings(String bootstrapServers) {
        return Map.ofEntries(
                Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                Map.entry(ProducerConfig.CLIENT_ID_CONFIG, THREAD),
                Map.entry(ProducerConfig.ACKS_CONFIG, "1"),
                Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false),
                Map.entry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1),
                Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"),
                Map.entry(ProducerConfig.LINGER_MS_CONFIG, 0),
                Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, 512 << 10),
                Map.entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 1 << 20),
                Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, 32L << 20),
                Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 8_000),
                Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000),
                Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000));
    }

    /** One agent's turn. */
    private final class Lane {
        private final int index;
        private final SyntheticAgent agent;
        private long closedNs;
        private long sentNs;
        private double due;

        Lane(int index, long startNs) {
            this.index = index;
            agent = agents.get(index);
            closedNs = startNs;
            sentNs = startNs;
        }

        /** Waits for the end of this agent's tick and sends what fell into it. */
        void tick() {
            long fromNs = closedNs;
            closedNs += TICK_NS;
            for (long waitNs = closedNs - System.nanoTime(); waitNs > 0 && !stopping; ) {
                LockSupport.parkNanos(waitNs);
                waitNs = closedNs - System.nanoTime();
            }
            long lateNs = System.nanoTime() - closedNs;
            latenessMs.add(lateNs / 1e6);
            if (lateNs > HOPELESS_NS) {
                slips.incrementAndGet();
                closedNs += lateNs;
                fromNs = closedNs - TICK_NS;
            }
            due += eventsPerSecond / agents.size() * TICK_NS / TimeUnit.SECONDS.toNanos(1);
            int count = (int) due;
            due -= count;
            sendEvents(fromNs, count);
            sendAlarms(fromNs);
            if (closedNs - sentNs >= HEARTBEAT_NS) {
                sendBatch(closedNs, closedNs, 0);
            }
        }

        private void sendEvents(long fromNs, int count) {
            int batches = (count + SyntheticAgent.MAX_EVENTS - 1) / SyntheticAgent.MAX_EVENTS;
            for (int i = 0; i < batches; i++) {
                int events = (int) ((i + 1L) * count / batches - (long) i * count / batches);
                sendBatch(fromNs + TICK_NS * i / batches, fromNs + TICK_NS * (i + 1) / batches, events);
            }
        }

        private void sendBatch(long fromNs, long toNs, int events) {
            send(agent.kafkaKey(), agent.batch(fromNs, toNs, events), events);
            sentNs = toNs;
        }

        /** As any event, those of alarms come at some instant of the tick. */
        private void sendAlarms(long fromNs) {
            Queue<Alarm> mine = alarms.get(index);
            while (!mine.isEmpty()) {
                long atNs = fromNs + 1 + random.nextLong(closedNs - fromNs);
                List<Alarm> together = new ArrayList<>();
                int events = 0;
                for (Alarm alarm = mine.peek();
                        alarm != null && events + alarm.events() <= SyntheticAgent.MAX_EVENTS;
                        alarm = mine.peek()) {
                    mine.remove();
                    together.add(alarm);
                    events += alarm.events();
                    alarmLog.raised(alarm, atNs);
                }
                send(agent.kafkaKey(), agent.batch(together, atNs, closedNs), events);
                alarmsToRaise.addAndGet(-together.size());
            }
        }
    }
}

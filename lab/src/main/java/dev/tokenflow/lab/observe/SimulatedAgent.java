package dev.tokenflow.lab.observe;

import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.BatchHeader;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.TcpEventLayout;
import dev.tokenflow.protocol.topic.Topics;
import dev.tokenflow.simulator.tcp.TcpEventListener;
import dev.tokenflow.simulator.time.EventQueue;
import dev.tokenflow.simulator.virtual.AgentFeed;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What an agent would send of simulated sockets, through a real broker. Events come from one thread; the counts may be
 * read from any.
 */
public final class SimulatedAgent implements AutoCloseable {
    private static final long SECOND_NS = 1_000_000_000L;

    private static final int BROKER_TIMEOUT_MS = 8_000;

    private final Producer<String, byte[]> producer;
    private final AgentFeed feed;
    private final AtomicLong lostEvents = new AtomicLong();
    private volatile long rttEvents;
    private volatile long retransmitEvents;

    /**
     * Begins to send batches, at the queue's present time, once the broker is known: the first ones are not late for
     * having waited for it.
     *
     * @throws IOException in one line, when the broker does not answer or has no topic for them
     */
    public SimulatedAgent(String bootstrapServers, EventQueue queue) throws IOException {
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.LINGER_MS_CONFIG,
                        0,
                        ProducerConfig.ACKS_CONFIG,
                        "1",
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        BROKER_TIMEOUT_MS),
                new StringSerializer(),
                new ByteArraySerializer());
        try {
            producer.partitionsFor(Topics.EVENTS);
        } catch (KafkaException e) {
            producer.close(Duration.ZERO);
            throw new IOException(
                    "no Kafka broker with the topic " + Topics.EVENTS + " answers at " + bootstrapServers
                            + ": start one, or name another with --bootstrap-servers",
                    e);
        }
        Instant now = Instant.now();
        long wallNs = now.getEpochSecond() * SECOND_NS + now.getNano();
        feed = new AgentFeed(queue, "simulated", now.toEpochMilli(), wallNs - System.nanoTime(), this::send);
        feed.start();
    }

    /** Where the sockets' events go. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public TcpEventListener events() {
        return (tsNs, struct) -> {
            rttEvents += struct[TcpEventLayout.KIND] == EventKind.RTT.code() ? 1 : 0;
            retransmitEvents += struct[TcpEventLayout.KIND] == EventKind.RETRANSMIT.code() ? 1 : 0;
            feed.event(tsNs, struct);
        };
    }

    public long rttEvents() {
        return rttEvents;
    }

    public long retransmitEvents() {
        return retransmitEvents;
    }

    /** Events the broker did not take. */
    public long lostEvents() {
        return lostEvents.get();
    }

    @Override
    public void close() {
        feed.stop();
        producer.close();
    }

    private void send(BatchHeader header, byte[] value) {
        int events = (value.length - BatchCodec.headerBytes(header.agent())) / TcpEventLayout.SIZE;
        var unused = producer.send(new ProducerRecord<>(Topics.EVENTS, header.kafkaKey(), value), (where, error) -> {
            if (error != null) {
                lostEvents.addAndGet(events);
            }
        });
    }
}

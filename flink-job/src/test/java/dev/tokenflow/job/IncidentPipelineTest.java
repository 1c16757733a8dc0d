package dev.tokenflow.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.config.RunConfig;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.incident.Incident;
import dev.tokenflow.protocol.incident.IncidentCodec;
import dev.tokenflow.protocol.incident.IncidentKind;
import dev.tokenflow.protocol.stats.MeanAndMax;
import dev.tokenflow.protocol.stats.StreamStats;
import dev.tokenflow.protocol.stats.StreamStatsCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** From rows of gateways about their streams, on a real broker, to an incident in its topic and its end. */
class IncidentPipelineTest {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    @TempDir
    Path folder;

    /** The job starts before there is a topic of stream statistics, and its hints do not wait for one. */
    @Test
    void anEngineThatBecomesSlowIsAnIncidentUntilItIsNot() throws Exception {
        try (TestKafka kafka = TestKafka.start(folder)) {
            JobConfig config = JobConfig.on(kafka.bootstrapServers())
                    .with(LifetimeConfig.DEFAULT.toldOften())
                    .with(new RunConfig(2, Duration.ofSeconds(1), Duration.ofMillis(2), Duration.ofMillis(2)));
            StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
            TokenFlowJob.build(env, config);
            JobClient job = env.executeAsync();
            List<Incident> said = new ArrayList<>();
            try (LiveAgent agent = new LiveAgent(kafka);
                    HintReader hints = new HintReader(kafka);
                    KafkaProducer<byte[], byte[]> producer = kafka.producer();
                    KafkaConsumer<byte[], byte[]> incidents = kafka.consumer("incidents")) {
                hints.await("client/" + LiveAgent.CLIENT, hint -> true);
                agent.roundTrips(40);
                kafka.createTopic(StreamStats.TOPIC, 1);
                Gateway gateway = new Gateway(producer);
                // it takes some seconds to find the topic, and to learn what is usual
                long quickUntilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(25);
                await().atMost(Duration.ofSeconds(60)).until(() -> {
                    gateway.second(20);
                    read(incidents, said);
                    return System.nanoTime() > quickUntilNs;
                });
                assertThat(said).isEmpty();
                await().atMost(Duration.ofSeconds(60)).until(() -> {
                    gateway.second(400);
                    read(incidents, said);
                    return !said.isEmpty();
                });
                assertThat(said.get(0).text()).startsWith("The engine vllm is slow since ");
                await().atMost(Duration.ofSeconds(60)).until(() -> {
                    gateway.second(20);
                    read(incidents, said);
                    return !said.get(said.size() - 1).isOpen();
                });
                assertThat(said)
                        .extracting(Incident::id)
                        .containsOnly(said.get(0).id());
            } finally {
                job.cancel().get(30, TimeUnit.SECONDS);
            }
        }
    }

    /** From kernel events to a sentence: the clients of one prefix have a queue, those of two others have none. */
    @Test
    void aPrefixWhoseClientsAreAllCongestedIsAnIncidentUntilTheyAreNot() throws Exception {
        List<String> prefixes = List.of("198.51.100", "203.0.113", "192.0.2");
        try (TestKafka kafka = TestKafka.start(folder)) {
            JobConfig config = JobConfig.on(kafka.bootstrapServers())
                    .with(LifetimeConfig.DEFAULT.toldOften())
                    .with(new RunConfig(2, Duration.ofSeconds(1), Duration.ofMillis(2), Duration.ofMillis(2)));
            StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
            TokenFlowJob.build(env, config);
            JobClient job = env.executeAsync();
            List<Incident> said = new ArrayList<>();
            try (LiveFleet fleet = new LiveFleet(kafka, prefixes);
                    HintReader hints = new HintReader(kafka);
                    KafkaConsumer<byte[], byte[]> incidents = kafka.consumer("incidents")) {
                for (String prefix : prefixes) {
                    hints.await("client/" + prefix + "." + LiveFleet.CLIENTS, hint -> true);
                }
                fleet.roundTrips("198.51.100", 240);
                await().atMost(Duration.ofSeconds(60)).until(() -> {
                    read(incidents, said);
                    return said.stream().anyMatch(incident -> incident.kind() == IncidentKind.PREFIX);
                });
                fleet.roundTrips("198.51.100", 40);
                await().atMost(Duration.ofSeconds(60)).until(() -> {
                    read(incidents, said);
                    return !said.get(said.size() - 1).isOpen();
                });
                assertThat(said)
                        .extracting(Incident::id)
                        .containsOnly(said.get(0).id());
                assertThat(said.get(0).key()).isEqualTo("198.51.100.0/24");
                assertThat(said.get(0).cause()).isEqualTo("congestion");
                assertThat(said.get(0).text())
                        .contains("behind 198.51.100.0/24", "congested since", "elsewhere all is normal");
                assertThat(said.get(0).atMs() - said.get(0).startMs()).isLessThanOrEqualTo(3_000);
            } finally {
                job.cancel().get(30, TimeUnit.SECONDS);
            }
        }
    }

    private static void read(KafkaConsumer<byte[], byte[]> incidents, List<Incident> said) throws Exception {
        for (ConsumerRecord<byte[], byte[]> record : TestKafka.poll(incidents)) {
            Incident incident = IncidentCodec.decode(new String(record.value(), StandardCharsets.UTF_8));
            assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo(incident.id());
            said.add(incident);
        }
    }

    /** Tells of five streams, once a second at most. */
    private static final class Gateway {
        private final KafkaProducer<byte[], byte[]> producer;
        private long toldNs = System.nanoTime() - TimeUnit.SECONDS.toNanos(1);

        Gateway(KafkaProducer<byte[], byte[]> producer) {
            this.producer = producer;
        }

        void second(double gapMs) {
            if (System.nanoTime() - toldNs < TimeUnit.SECONDS.toNanos(1)) {
                return;
            }
            toldNs = System.nanoTime();
            var unused = producer.send(new ProducerRecord<>(StreamStats.TOPIC, new byte[] {1, 2, 3}));
            for (int stream = 0; stream < 5; stream++) {
                StreamStats row = new StreamStats(
                        IpAddress.parse(LiveAgent.CLIENT),
                        "",
                        "s" + stream,
                        "vllm",
                        0,
                        1_000,
                        10,
                        1_000,
                        new MeanAndMax(gapMs, gapMs),
                        Double.NaN,
                        0,
                        MeanAndMax.UNKNOWN,
                        MeanAndMax.UNKNOWN,
                        0);
                var unusedToo = producer.send(new ProducerRecord<>(
                        StreamStats.TOPIC, StreamStatsCodec.encode(row).getBytes(StandardCharsets.UTF_8)));
            }
        }
    }
}

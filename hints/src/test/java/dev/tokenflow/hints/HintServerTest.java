package dev.tokenflow.hints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.hints.incident.Incidents;
import dev.tokenflow.hints.store.RecordOutcome;
import dev.tokenflow.hints.topic.HintTopicConfig;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.HintCodec;
import dev.tokenflow.protocol.hint.Scope;
import dev.tokenflow.protocol.incident.Incident;
import dev.tokenflow.protocol.incident.IncidentCodec;
import dev.tokenflow.protocol.incident.IncidentKind;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The whole server on a real broker. */
class HintServerTest {
    private static final String ADDRESS = "203.0.113.7";
    private static KafkaBroker broker;
    private static KafkaProducer<String, byte[]> producer;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @BeforeAll
    static void startBroker() throws Exception {
        broker = new KafkaBroker();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address()), new StringSerializer(), new ByteArraySerializer());
    }

    @AfterAll
    static void stopBroker() {
        producer.close();
        broker.close();
        HTTP.shutdownNow();
    }

    private static HintsConfig config(String topic) {
        HintTopicConfig from =
                HintTopicConfig.on(broker.address()).withName(topic).withBrokerTimeout(Duration.ofSeconds(30));
        return new HintsConfig("127.0.0.1", 0, 1, from, "models", null, 1000, "incidents");
    }

    private static void publish(String topic, Hint hint) throws Exception {
        producer.send(new ProducerRecord<>(
                        topic, hint.kafkaKey(), HintCodec.encode(hint).getBytes(StandardCharsets.UTF_8)))
                .get();
    }

    private static Hint ask(HintServer server, String address) throws Exception {
        return HintCodec.decode(get(server, "/v1/hints/" + address).body());
    }

    private static HttpResponse<String> get(HintServer server, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
        return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Cards are shown, whatever else the topic of models has; a tombstone takes a card away. */
    @Test
    void cardsOfModelsAreServedAsTheyComeAndGo() throws Exception {
        broker.createCompacted("cards", 2);
        broker.createCompacted("card-hints", 1);
        HintsConfig config = config("card-hints");
        HintsConfig cards = new HintsConfig("127.0.0.1", 0, 1, config.topic(), "cards", null, 1000, "incidents");
        try (HintServer server = HintServer.start(cards)) {
            assertThat(get(server, "/v1/models").body()).isEqualTo("{\"cards\":[]}");
            String card = Hints.card("anomaly", "7").encode();
            for (String key : List.of("anomaly", "anomaly@7", "anomaly/card/6")) {
                producer.send(new ProducerRecord<>("cards", key, new byte[] {1, 2, 3}))
                        .get();
            }
            producer.send(new ProducerRecord<>("cards", "anomaly/card/7", card.getBytes(StandardCharsets.UTF_8)))
                    .get();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(get(server, "/v1/models").body()).isEqualTo("{\"cards\":[" + card + "]}"));
            producer.send(new ProducerRecord<>("cards", "anomaly/card/7", null)).get();
            await().untilAsserted(
                            () -> assertThat(get(server, "/v1/models").body()).isEqualTo("{\"cards\":[]}"));
        }
    }

    @Test
    void followsTheTopicAndRebuildsFromItAfterARestart() throws Exception {
        broker.createCompacted("follow", 3);
        List<String> visible = new CopyOnWriteArrayList<>();
        try (HintServer server = HintServer.start(
                config("follow"), (hint, nanos) -> visible.add(hint.key()), new PrometheusRegistry())) {
            await().until(server::isReady);
            assertThat(get(server, "/readyz").statusCode()).isEqualTo(200);
            publish("follow", Hints.client(ADDRESS, 10, 1));
            publish("follow", Hints.client("203.0.113.8", 10, 1));
            publish("follow", Hints.client("203.0.113.9", 10, 1).withTtlMs(1));
            await().untilAsserted(() -> assertThat(visible).contains(ADDRESS, "203.0.113.8", "203.0.113.9"));
            assertThat(ask(server, ADDRESS).tokensPerSecond()).isEqualTo(10);

            producer.send(new ProducerRecord<>("follow", "client/203.0.113.8", null))
                    .get();
            await().untilAsserted(
                            () -> assertThat(ask(server, "203.0.113.8").scope()).isEqualTo(Scope.NONE));

            for (byte[] bad : List.of(
                    new byte[0],
                    new byte[] {(byte) 0xff, 0, 1},
                    "{}".getBytes(StandardCharsets.UTF_8),
                    new byte[100_000])) {
                producer.send(new ProducerRecord<>("follow", "client/" + ADDRESS, bad))
                        .get();
            }
            producer.send(new ProducerRecord<>("follow", "nonsense", null)).get();
            await().until(() -> server.stats().records().get(RecordOutcome.MALFORMED) == 5);
            publish("follow", Hints.client(ADDRESS, 11, 2));
            await().untilAsserted(() ->
                    assertThat(ask(server, ADDRESS).tokensPerSecond()).isEqualTo(11));
            assertThat(get(server, "/metrics").body())
                    .contains("tokenflow_hints_records_total{verdict=\"malformed\"} 5.0", "tokenflow_hints_ready 1.0");
        }
        try (HintServer again = HintServer.start(config("follow"))) {
            await().until(again::isReady);
            assertThat(ask(again, ADDRESS).tokensPerSecond()).isEqualTo(11);
            assertThat(ask(again, "203.0.113.8").scope()).isEqualTo(Scope.NONE);
            assertThat(ask(again, "203.0.113.9").scope()).isEqualTo(Scope.NONE);
            assertThat(again.stats().records().get(RecordOutcome.EXPIRED)).isEqualTo(1);
        }
    }

    @Test
    void saysWhatIsGoingOnFromTheTopicOfIncidents() throws Exception {
        broker.createCompacted("calm", 1);
        try (HintServer server = HintServer.start(config("calm"))) {
            assertThat(get(server, "/v1/incidents").body()).isEqualTo("{\"ready\":false,\"open\":0,\"incidents\":[]}");
            broker.createCompacted("incidents", 2);
            Incident open = Incidents.open(
                    IncidentKind.PREFIX, "198.51.100.0/24", 37, System.currentTimeMillis(), "Everyone behind it");
            publish(open);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(get(server, "/v1/incidents").body())
                            .startsWith("{\"ready\":true,\"open\":1,\"incidents\":[" + IncidentCodec.encode(open)));
            assertThat(get(server, "/metrics").body())
                    .contains(
                            "tokenflow_incidents_open{kind=\"prefix\"} 1.0",
                            "tokenflow_incidents_open{kind=\"site\"} 0.0",
                            "tokenflow_incident_affected_clients{cause=\"congestion\",id=\"" + open.id()
                                    + "\",key=\"198.51.100.0/24\",kind=\"prefix\"} 37.0");
            publish(Incidents.over(open, open.startMs() + 60_000));
            await().untilAsserted(() -> assertThat(get(server, "/v1/incidents").body())
                    .startsWith("{\"ready\":true,\"open\":0,\"incidents\":[{"));
            assertThat(get(server, "/metrics").body()).doesNotContain("tokenflow_incident_affected_clients{");
        }
    }

    private static void publish(Incident incident) throws Exception {
        producer.send(new ProducerRecord<>(
                        "incidents",
                        incident.id(),
                        IncidentCodec.encode(incident).getBytes(StandardCharsets.UTF_8)))
                .get();
    }

    @Test
    void waitsForATopicThatComesLater() throws Exception {
        try (HintServer server = HintServer.start(config("later"))) {
            assertThat(get(server, "/readyz").statusCode()).isEqualTo(503);
            assertThat(ask(server, ADDRESS).scope()).isEqualTo(Scope.NONE);
            broker.createCompacted("later", 1);
            publish("later", Hints.client(ADDRESS, 10, 1));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() ->
                            assertThat(ask(server, ADDRESS).tokensPerSecond()).isEqualTo(10));
            assertThat(server.isReady()).isTrue();
        }
    }

    @Test
    void whatPreventsTheStartIsOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HintsConfig config = HintsConfig.of("127.0.0.1", taken.getLocalPort(), broker.address());
            assertThatThrownBy(() -> HintServer.start(config))
                    .isInstanceOf(HintsStartException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort());
            HintsConfig nobody = config.with(
                    HintTopicConfig.on("127.0.0.1:" + taken.getLocalPort()).withBrokerTimeout(Duration.ofMillis(300)));
            assertThatThrownBy(() -> HintServer.start(nobody))
                    .isInstanceOf(HintsStartException.class)
                    .hasMessageContaining("no Kafka broker answers at 127.0.0.1:");
            assertThat(lines("--bootstrap-servers", broker.address(), "--port", "" + taken.getLocalPort()))
                    .singleElement()
                    .asString()
                    .startsWith("tokenflow: cannot listen on");
        }
        assertThat(lines("--port", "many")).singleElement().asString().contains("--port");
        assertThat(lines("--port", "70000")).singleElement().asString().contains("0 to 65535");
        assertThat(lines("--surprise")).singleElement().asString().contains("--surprise");
        assertThat(lines("--bootstrap-servers", "no port here"))
                .singleElement()
                .asString()
                .contains("no port here");
    }

    /** What the command prints to standard error when it ends with status 2. */
    private static List<String> lines(String... args) {
        PrintStream before = System.err;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            assertThat(HintsMain.run(args)).isEqualTo(2);
        } finally {
            System.setErr(before);
        }
        return captured.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("tokenflow: "))
                .toList();
    }
}

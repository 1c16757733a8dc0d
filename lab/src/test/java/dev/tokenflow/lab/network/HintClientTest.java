package dev.tokenflow.lab.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.client.HintClient;
import dev.tokenflow.client.HintMode;
import dev.tokenflow.hints.HintServer;
import dev.tokenflow.hints.HintsConfig;
import dev.tokenflow.http.Exchange;
import dev.tokenflow.http.HttpServer;
import dev.tokenflow.http.HttpServerConfig;
import dev.tokenflow.http.Response;
import dev.tokenflow.http.Router;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.HintCodec;
import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.protocol.hint.Scope;
import dev.tokenflow.protocol.topic.Topics;
import dev.tokenflow.testbed.kafka.EmbeddedKafka;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a token server embeds, against the real hint server on a real broker, which comes, changes its mind, dies and
 * returns.
 */
class HintClientTest {
    private static final Duration SHORT_TTL = Duration.ofSeconds(2);
    private static final Duration LONG_TTL = Duration.ofSeconds(60);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final AtomicLong SEQ = new AtomicLong();
    private static final AtomicInteger ADDRESSES = new AtomicInteger();
    private static EmbeddedKafka kafka;
    private static KafkaProducer<String, String> producer;

    /** The topic is shared: each test speaks of its own address. */
    private final String address = "203.0.113." + ADDRESSES.incrementAndGet();

    @BeforeAll
    static void startBroker() throws Exception {
        kafka = EmbeddedKafka.start();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()), new StringSerializer(), new StringSerializer());
    }

    @AfterAll
    static void stopBroker() {
        producer.close();
        kafka.close();
    }

    private static HintServer server(int port) throws Exception {
        return HintServer.start(HintsConfig.of("127.0.0.1", port, kafka.bootstrapServers()));
    }

    private static HintClient.Builder client(int port, HintMode mode) {
        return HintClient.builder(URI.create("http://127.0.0.1:" + port))
                .mode(mode)
                .pollInterval(Duration.ofMillis(20));
    }

    private static void publish(String address, double tokensPerSecond, Duration ttl) throws Exception {
        Hint hint = Hint.of(Scope.CLIENT, address)
                .tokensPerSecond(tokensPerSecond)
                .tokensPerChunk(4)
                .state(PathCondition.CONGESTED)
                .confidence(1)
                .retransmitRate(0)
                .epoch(1)
                .seq(SEQ.incrementAndGet())
                .ttlMs(ttl.toMillis())
                .build();
        producer.send(new ProducerRecord<>(Topics.HINTS, hint.kafkaKey(), HintCodec.encode(hint)))
                .get();
    }

    private boolean paced(HintClient client, double tokensPerSecond) {
        return client.hint(address).tokensPerSecond() == tokensPerSecond;
    }

    @ParameterizedTest
    @EnumSource
    void followsTheServer(HintMode mode) throws Exception {
        List<Scope> changes = new CopyOnWriteArrayList<>();
        try (HintServer server = server(0);
                HintClient client = client(server.port(), mode)
                        .onChange((changed, hint) -> changes.add(hint.scope()))
                        .build()) {
            assertThat(client.hint(address).scope()).isEqualTo(Scope.NONE);
            publish(address, 10, LONG_TTL);
            await().atMost(TIMEOUT).until(() -> paced(client, 10));
            publish(address, 20, LONG_TTL);
            await().atMost(TIMEOUT).until(() -> paced(client, 20));
            // A second address joins; the first one keeps its hint.
            publish("2001:db8::1", 30, LONG_TTL);
            await().atMost(TIMEOUT).until(() -> client.hint("2001:db8::1").tokensPerSecond() == 30);
            assertThat(paced(client, 20)).isTrue();
            producer.send(new ProducerRecord<>(Topics.HINTS, "client/" + address, null))
                    .get();
            await().atMost(TIMEOUT).until(() -> client.hint(address).scope() == Scope.NONE);
            assertThat(client.isConnected()).isTrue();
        }
        assertThat(changes).contains(Scope.CLIENT, Scope.NONE);
    }

    @ParameterizedTest
    @EnumSource
    void aQuietHintIsRenewedForAsLongAsItIsIssued(HintMode mode) throws Exception {
        try (HintServer server = server(0);
                HintClient client = client(server.port(), mode).build()) {
            AtomicLong lastPublished = new AtomicLong();
            await().atMost(TIMEOUT).until(() -> {
                lastPublished.set(republish());
                return paced(client, 10);
            });
            long end = System.nanoTime() + 2 * SHORT_TTL.toNanos();
            await().atMost(TIMEOUT).until(() -> {
                boolean paced = paced(client, 10);
                // Had this thread itself been late, an expired hint would be right.
                boolean inTime = System.nanoTime() - lastPublished.get() < SHORT_TTL.toNanos() / 2;
                assertThat(paced || !inTime).isTrue();
                lastPublished.set(republish());
                return System.nanoTime() - end > 0;
            });
        }
    }

    private long republish() throws Exception {
        publish(address, 10, SHORT_TTL);
        return System.nanoTime();
    }

    @ParameterizedTest
    @EnumSource
    void failsOpenWhenTheServerDiesAndRecoversWhenItReturns(HintMode mode) throws Exception {
        HintServer first = server(0);
        int port = first.port();
        try (HintClient client = client(port, mode).build()) {
            await().atMost(TIMEOUT).until(() -> {
                publish(address, 10, SHORT_TTL);
                return paced(client, 10);
            });
            first.close();
            await().atMost(TIMEOUT).until(() -> client.hint(address).scope() == Scope.NONE);
            await().atMost(TIMEOUT).until(() -> !client.isConnected());
            publish(address, 15, LONG_TTL);
            try (HintServer second = server(port)) {
                await().atMost(TIMEOUT).until(() -> paced(client, 15));
                assertThat(client.isConnected()).isTrue();
                assertThat(second.port()).isEqualTo(port);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void nonsenseFromTheServerIsAsGoodAsNoServer(HintMode mode) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Router nonsense = Router.builder()
                .get("/v1/hints", exchange -> babble(exchange, asked))
                .get("/v1/hints/{address}", exchange -> babble(exchange, asked))
                .get("/v1/hints/stream", exchange -> babble(exchange, asked))
                .build();
        try (HttpServer server = HttpServer.start(HttpServerConfig.of("nonsense", "127.0.0.1", 0), nonsense);
                HintClient client = client(server.port(), mode).build()) {
            client.hint(address);
            await().atMost(TIMEOUT).until(() -> asked.get() >= BABBLE.size());
            assertThat(client.hint(address).scope()).isEqualTo(Scope.NONE);
        }
    }

    private static final List<Response> BABBLE = List.of(
            Response.json("[{}]"),
            Response.json("{\"scope\":\"client\"}"),
            Response.of(200, "text/event-stream", "data: {\"client\":\"x\",\"hint\":{}}\n\n"),
            Response.of(200, "text/event-stream", "data: not json\n\n"),
            Response.of(500, "text/plain", "sorry"));

    private static void babble(Exchange exchange, AtomicInteger asked) {
        exchange.send(BABBLE.get(asked.getAndIncrement() % BABBLE.size()));
    }

    @Test
    void anAddressNobodyAsksForIsForgottenAndTheirNumberIsBounded() throws Exception {
        AtomicLong clock = new AtomicLong();
        try (HintServer server = server(0);
                HintClient client = client(server.port(), HintMode.POLL)
                        .unusedAfter(Duration.ofSeconds(60))
                        .maxAddresses(1)
                        .nanoClock(clock::get)
                        .build()) {
            publish(address, 10, LONG_TTL);
            publish("198.51.100.1", 20, LONG_TTL);
            client.hint(address);
            await().atMost(TIMEOUT).until(() -> paced(client, 10));
            assertThat(client.hint("198.51.100.1").scope()).isEqualTo(Scope.NONE);
            clock.addAndGet(Duration.ofSeconds(61).toNanos());
            await().atMost(TIMEOUT).until(() -> client.hint("198.51.100.1").tokensPerSecond() == 20);
        }
    }
}

package dev.tokenflow.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.agent.batch.AddressRule;
import dev.tokenflow.agent.batch.BatchConfig;
import dev.tokenflow.agent.delivery.KafkaConfig;
import dev.tokenflow.agent.delivery.LossStage;
import dev.tokenflow.agent.file.BatchFile;
import dev.tokenflow.agent.host.Libc;
import dev.tokenflow.agent.host.StartupException;
import dev.tokenflow.agent.metric.AgentMetric;
import dev.tokenflow.agent.metric.AgentStats;
import dev.tokenflow.agent.metric.MetricsConfig;
import dev.tokenflow.agent.probe.ProbeConfig;
import dev.tokenflow.agent.probe.SocketFilter;
import dev.tokenflow.protocol.event.Batch;
import dev.tokenflow.protocol.event.BatchHeader;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.event.Pseudonyms;
import dev.tokenflow.protocol.event.TcpEventLayout;
import dev.tokenflow.protocol.event.TcpEventView;
import dev.tokenflow.protocol.hint.Tenant;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole agent: real kernel events through a real broker. */
@Tag("kernel")
class AgentTest {
    /** A machine that is busy with other tests must not lose what a test counts. */
    private static final BatchConfig PATIENT = BatchConfig.DEFAULT.withMaxAge(Duration.ofSeconds(30));

    @TempDir
    private static Path folder;

    private static TestBroker broker;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = TestBroker.start(folder);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    /** Both ends that share a key find the name, and nobody else the address. */
    @Test
    void clientsLeaveTheHostUnderTheirNamesOnly() throws Exception {
        Pseudonyms names = Pseudonyms.ofKey("a key of 16 byte".getBytes(StandardCharsets.US_ASCII));
        IpAddress home = IpAddress.parse("127.0.0.1");
        try (Conversation conversation = Conversation.on("127.0.0.1")) {
            AgentConfig config = everySample(SocketFilter.localPorts(conversation.port()), "names")
                    .with(PATIENT.with(AddressRule.named(names)));
            try (Agent agent = Agent.start(config)) {
                conversation.hold(20, 245);
                await().until(() -> agent.stats().closeEvents() == 1);
            }
        }
        assertThat(TopicReader.events(read("names")))
                .hasSizeGreaterThan(15)
                .allMatch(event -> event.remoteAddress().equals(names.of(home, System.currentTimeMillis())));
    }

    @Test
    void everyEventArrivesOnceInContiguousBatches() throws Exception {
        AgentStats stats;
        int port;
        try (Conversation conversation = Conversation.on("127.0.0.1")) {
            port = conversation.port();
            AgentConfig config =
                    everySample(SocketFilter.localPorts(port), "contiguous").with(PATIENT.withShards(3));
            try (Agent agent = Agent.start(config)) {
                for (int i = 0; i < 9; i++) {
                    conversation.hold(500, 245);
                }
                await().until(() -> agent.stats().closeEvents() == 9);
                agent.close();
                stats = agent.stats();
            }
        }
        List<Batch> batches = read("contiguous");
        assertThat(batches).hasSize((int) stats.batches());
        assertThat(TopicReader.events(batches)).hasSize((int) stats.events());
        assertThat(stats.lostEvents()).isZero();
        assertThat(stats.openEvents()).isEqualTo(9);
        assertThat(TopicReader.events(batches).stream().filter(event -> event.kindCode() == EventKind.RTT.code()))
                .hasSize((int) stats.rttEvents());
        assertThat(TopicReader.events(batches)).allMatch(event -> event.localPort() == port);
        Map<Integer, List<BatchHeader>> byShard =
                batches.stream().map(Batch::header).collect(Collectors.groupingBy(BatchHeader::shard));
        assertThat(byShard).hasSize(3);
        byShard.forEach((shard, headers) -> {
            for (int i = 0; i < headers.size(); i++) {
                assertThat(headers.get(i).sequence()).as("shard %d", shard).isEqualTo(i);
                assertThat(headers.get(i).epoch()).isEqualTo(headers.getFirst().epoch());
                assertThat(headers.get(i).eventsLost()).isZero();
                assertThat(headers.get(i).agent()).isEqualTo("test-agent");
            }
        });
        for (Batch batch : batches) {
            for (int i = 0; i < batch.count(); i++) {
                TcpEventView event = batch.read(i, new TcpEventView());
                assertThat(Long.remainderUnsigned(event.sockCookie(), 3))
                        .isEqualTo(batch.header().shard());
            }
        }
    }

    @Test
    void silenceSendsHeartbeatsThatMoveTime() throws Exception {
        long startMs = System.currentTimeMillis();
        try (Agent agent = Agent.start(config(SocketFilter.localPorts(1), "silent"))) {
            await().until(() -> agent.stats().batches() >= 5);
        }
        List<BatchHeader> headers = read("silent").stream().map(Batch::header).toList();
        for (int i = 1; i < headers.size() - 1; i++) { // the last one may come early, at the end
            assertThat(headers.get(i).closedNs() - headers.get(i - 1).closedNs())
                    .isGreaterThanOrEqualTo(100_000_000);
        }
        assertThat(headers)
                .allSatisfy(header -> assertThat(header.wallMs(header.closedNs()))
                        .isBetween(startMs - 5, System.currentTimeMillis() + 5));
        assertThat(read("silent")).allMatch(batch -> batch.count() == 0);
    }

    @Test
    void neverReportsItsOwnTrafficToKafka() throws Exception {
        try (Conversation conversation = Conversation.on("127.0.0.1");
                Agent agent = Agent.start(everySample(SocketFilter.everything(), "everything"))) {
            conversation.hold(100, 245);
            await().until(() ->
                    agent.stats().closeEvents() >= 1 && agent.stats().batches() > 10);
        }
        List<TcpEventView> events = TopicReader.events(read("everything"));
        assertThat(events)
                .isNotEmpty()
                .noneMatch(event -> event.localPort() == broker.port() || event.remotePort() == broker.port());
    }

    @Test
    void metricsNameEverythingThatHappened() throws Exception {
        try (Conversation conversation = Conversation.on("127.0.0.1");
                Agent agent = Agent.start(config(SocketFilter.localPorts(conversation.port()), "metrics")
                        .with(MetricsConfig.on(0).withBpfStatistics()))) {
            conversation.hold(100, 245);
            await().until(() -> agent.stats().closeEvents() == 1);
            String page = get(agent.metricsPort(), "/metrics").body();
            assertThat(page).contains("tokenflow_agent_events_total{kind=\"close\"} 1.0");
            assertThat(page).contains("tokenflow_agent_info{agent=\"test-agent\",tier=\"sock_ops\"");
            for (AgentMetric metric : AgentMetric.values()) {
                assertThat(page).contains("\n" + metric.metricName());
            }
            for (LossStage stage : LossStage.values()) {
                assertThat(page).contains("tokenflow_agent_events_lost_total{stage=\"" + stage.label() + "\"} 0.0");
            }
        }
    }

    @Test
    void refusesAPortThatIsTakenOrTheBrokersOwn() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            AgentConfig config = config(SocketFilter.localPorts(1), "refused");
            assertThatThrownBy(() -> Agent.start(config.with(MetricsConfig.on(taken.getLocalPort()))))
                    .isInstanceOf(StartupException.class)
                    .hasMessageContaining("/metrics cannot be served at 127.0.0.1:" + taken.getLocalPort());
        }
        assertThatThrownBy(() -> Agent.start(config(SocketFilter.localPorts(broker.port()), "refused")))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("is the Kafka broker's");
    }

    @Test
    void refusesABrokerThatIsNotThere() throws Exception {
        AgentConfig config = AgentConfig.of("127.0.0.1:" + TestBroker.freePort(), SocketFilter.localPorts(1));
        assertThatThrownBy(() -> Agent.start(config))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("cannot be used");
    }

    @Test
    void keepsDrainingWhileTheBrokerIsAwayAndCountsWhatItDrops(@TempDir Path ownFolder) throws Exception {
        TestBroker moody = TestBroker.start(ownFolder);
        try (Conversation conversation = Conversation.on("127.0.0.1")) {
            AgentConfig config = everySample(SocketFilter.localPorts(conversation.port()), KafkaConfig.DEFAULT_TOPIC)
                    .with(KafkaConfig.on(moody.bootstrapServers()))
                    .with(BatchConfig.DEFAULT)
                    .with(MetricsConfig.on(0));
            try (Agent agent = Agent.start(config)) {
                conversation.hold(100, 245);
                await().until(() -> agent.stats().closeEvents() == 1);
                await().until(() -> get(agent.metricsPort(), "/healthz").statusCode() == 200);
                assertThat(get(agent.metricsPort(), "/healthz").body()).isEqualTo("ok\n");
                moody.goAway();
                long sampled = agent.stats().rttEvents();
                conversation.hold(12_000, 245); // 2 MB of events
                // The ring is drained although nobody takes the batches.
                await().atMost(Duration.ofSeconds(30)).until(() -> agent.stats().closeEvents() == 2);
                assertThat(agent.stats().rttEvents()).isGreaterThan(sampled + 11_000);
                // Whether the queue or the producer holds the batches: they become too old in the one, the other gives
                // up.
                await().atMost(Duration.ofSeconds(30)).until(() -> agent.stats().lostEvents() > 2_000);
                assertThat(agent.stats().lost().get(LossStage.RING_FULL)).isZero();
                assertThat(agent.stats().lost().get(LossStage.SEND_QUEUE_FULL)).isZero();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> get(agent.metricsPort(), "/healthz").statusCode() == 503);
                assertThat(get(agent.metricsPort(), "/healthz").body()).startsWith("no batch was delivered for 5.");
                assertThat(get(agent.metricsPort(), "/livez").statusCode()).isEqualTo(200);
                // By now the producer holds nothing but heartbeats, and those too are given up.
                await().atMost(Duration.ofSeconds(30)).until(() -> agent.stats().queuedBytes() < 20_000);
                moody.comeBack();
                long delivered = agent.stats().batches();
                await().atMost(Duration.ofSeconds(30)).until(() -> agent.stats().batches() > delivered + 10);
                conversation.hold(100, 245);
                await().until(() -> agent.stats().closeEvents() == 3);
                agent.close();

                List<TopicReader.Arrival> arrivals = TopicReader.arrivals(moody, "tcp-events");
                assertThat(arrivals)
                        .allSatisfy(arrival -> assertThat(arrival.ageMs())
                                .as("--max-age, and what the producer may take to give a batch up")
                                .isBetween(-100L, 1_000L + 1_000 + 2_500));
                List<Batch> batches =
                        arrivals.stream().map(TopicReader.Arrival::batch).toList();
                AgentStats stats = agent.stats();
                assertThat(TopicReader.events(batches).size() + stats.lostEvents())
                        .isEqualTo(stats.events());
                assertThat(batches.getLast().header().eventsLost()).isEqualTo(stats.lostEvents());
                long previous = -1;
                for (Batch batch : batches) { // gaps, but never out of order and never twice
                    assertThat(batch.header().sequence()).isGreaterThan(previous);
                    previous = batch.header().sequence();
                }
            }
        } finally {
            moody.close();
        }
    }

    @Test
    void aDeadSenderEndsTheProcessWithAReason() throws Exception {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> AgentMain.execute(
                new PrintWriter(out),
                new PrintWriter(err, true),
                "--bootstrap-servers=" + broker.bootstrapServers(),
                "--topic=dying",
                "--watch-port=1",
                "--metrics-port=-1"));
        await().until(() -> out.toString().contains("probe attached"));
        thread("agent-send").interrupt();
        assertThat(status).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(1);
        assertThat(err.toString().lines().toList())
                .singleElement()
                .asString()
                .startsWith("agent: broke down: thread agent-send died: ")
                .contains("Interrupt");
    }

    /** Somebody has moved the reader's position, so it reads nonsense; what comes after that is never read. */
    @Test
    void aDeadDrainerEndsTheAgentAndWhatIsLeftInTheRingIsCounted() throws Exception {
        try (Conversation conversation = Conversation.on("127.0.0.1");
                Agent agent = Agent.start(everySample(SocketFilter.localPorts(conversation.port()), "blind"))) {
            conversation.hold(10, 245);
            await().until(() ->
                    agent.stats().closeEvents() == 1 && agent.stats().ringPendingBytes() == 0);
            MemorySegment position = Libc.map(agent.ringFd(), 0, Libc.pageBytes(), Libc.PROT_READ | Libc.PROT_WRITE);
            long end = position.get(ValueLayout.JAVA_LONG, 0);
            long inTheLastEvent = end - TcpEventLayout.SIZE + TcpEventLayout.SOCK_COOKIE;
            position.set(ValueLayout.JAVA_LONG, 0, inTheLastEvent);
            assertThat(agent.termination())
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .withMessageContaining("thread agent-drain died: ")
                    .withMessageContaining("the probe wrote an event of ");
            position.set(ValueLayout.JAVA_LONG, 0, end);
            Libc.unmap(position);
            conversation.hold(100, 245);
            agent.close();
            assertThat(agent.stats().lost().get(LossStage.SHUTDOWN)).isGreaterThan(100);
        }
    }

    /** The file has what Kafka has, and goes on where an earlier recording ended. */
    @Test
    void recordsWhatItSends() throws Exception {
        Path file = folder.resolve("recorded.tfev");
        for (int run = 1; run <= 2; run++) {
            try (Conversation conversation = Conversation.on("127.0.0.1");
                    Agent agent = Agent.start(config(SocketFilter.localPorts(conversation.port()), "recorded")
                            .withTenant("team-a")
                            .withRecording(file))) {
                conversation.hold(500, 245);
                await().until(() -> agent.stats().closeEvents() == 1);
            }
        }
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        try (BatchFile recorded = BatchFile.open(file, (offset, skipped, reason) -> {
            throw new AssertionError(reason);
        })) {
            for (Batch batch : read("recorded")) {
                sent.write(batch.only(all(batch)));
            }
            assertThat(recorded.batches()).isEqualTo(read("recorded").size());
            assertThat(recorded.next().header().tenant()).isEqualTo("team-a");
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(sent.toByteArray());
    }

    /** Without a broker there is still the file. */
    @Test
    void recordsWithoutABroker() throws Exception {
        Path file = folder.resolve("alone.tfev");
        AgentStats stats;
        try (Conversation conversation = Conversation.on("127.0.0.1");
                Agent agent = Agent.start(new AgentConfig(
                        "alone",
                        Tenant.NONE,
                        KafkaConfig.on(""),
                        PATIENT,
                        ProbeConfig.of(SocketFilter.localPorts(conversation.port())),
                        MetricsConfig.NONE,
                        Optional.of(file)))) {
            conversation.hold(500, 245);
            await().until(() -> agent.stats().closeEvents() == 1);
            agent.close();
            stats = agent.stats();
        }
        assertThat(stats.lostEvents()).isZero();
        assertThat(stats.bytes()).isEqualTo(Files.size(file)).isPositive();
    }

    @Test
    void keepsItsHandsOffAFileThatIsNoRecording() throws Exception {
        Path file = Files.writeString(folder.resolve("letter.txt"), "Dear reader");
        assertThatThrownBy(() -> Agent.start(
                        config(SocketFilter.localPorts(1), "recorded").withRecording(file)))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("holds something else than recorded batches");
        assertThat(file).hasContent("Dear reader");
    }

    private static BitSet all(Batch batch) {
        BitSet all = new BitSet();
        all.set(0, batch.count());
        return all;
    }

    private static AgentConfig config(SocketFilter filter, String topic) {
        return AgentConfig.of(broker.bootstrapServers(), filter)
                .withAgentId("test-agent")
                .with(PATIENT)
                .with(KafkaConfig.on(broker.bootstrapServers()).withTopic(topic));
    }

    private static AgentConfig everySample(SocketFilter filter, String topic) {
        return config(filter, topic).with(ProbeConfig.of(filter).withThrottle(Duration.ZERO));
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private static Thread thread(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name) && thread.isAlive())
                .findFirst()
                .orElseThrow();
    }

    private static List<Batch> read(String topic) throws Exception {
        return TopicReader.read(broker, topic);
    }
}

package dev.tokenflow.lab.demo;

import dev.tokenflow.core.event.BatchCodec;
import dev.tokenflow.core.event.BatchHeader;
import dev.tokenflow.core.event.EventKind;
import dev.tokenflow.core.event.IpAddress;
import dev.tokenflow.core.event.TcpEventLayout;
import dev.tokenflow.core.pacing.Hint;
import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.hintclient.HintClient;
import dev.tokenflow.hintclient.HintMode;
import dev.tokenflow.lab.report.AgentFigures;
import dev.tokenflow.lab.report.ClientNetwork;
import dev.tokenflow.lab.report.ReaderSample;
import dev.tokenflow.lab.stack.Topics;
import dev.tokenflow.simulator.link.LinkSchedule;
import dev.tokenflow.simulator.qoe.QoeMetrics;
import dev.tokenflow.simulator.sender.Arm;
import dev.tokenflow.simulator.sender.SendPolicy;
import dev.tokenflow.simulator.virtual.AgentFeed;
import dev.tokenflow.simulator.virtual.EventQueue;
import dev.tokenflow.simulator.virtual.HintLookup;
import dev.tokenflow.simulator.virtual.RealTimeClock;
import dev.tokenflow.simulator.virtual.TcpEventListener;
import dev.tokenflow.simulator.virtual.VirtualResult;
import dev.tokenflow.simulator.virtual.VirtualRun;
import dev.tokenflow.simulator.virtual.VirtualRunConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Simulated TCP over the same link model, in this process and in real time; its events take the same way through Kafka, job and hint server. */
final class SimulatedNetwork implements Network {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final IpAddress SERVER = IpAddress.parse("10.77.255.1");
    private static final int PORT = 8000;
    private static final long COOKIES_PER_ARM = 1L << 32;

    private final EventQueue queue = new EventQueue(System.nanoTime());
    private final RealTimeClock clock = new RealTimeClock(queue);
    private final Producer<String, byte[]> producer;
    private final AgentFeed feed;
    private final AtomicLong lostEvents = new AtomicLong();
    private long rttEvents;
    private long retransmitEvents;

    SimulatedNetwork(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.LINGER_MS_CONFIG,
                        0,
                        ProducerConfig.ACKS_CONFIG,
                        "1"),
                new StringSerializer(),
                new ByteArraySerializer());
        Instant now = Instant.now();
        long wallNs = now.getEpochSecond() * SECOND_NS + now.getNano();
        feed = new AgentFeed(queue, "simulated", now.toEpochMilli(), wallNs - System.nanoTime(), this::send);
        feed.start();
    }

    @Override
    public String word() {
        return "simulated";
    }

    @Override
    public ArmLog run(ArmPlan plan, ArmProgress progress) throws InterruptedException {
        IpAddress far = IpAddress.parse("10.77." + 2 * plan.index() + ".2");
        IpAddress near = IpAddress.parse("10.77." + (2 * plan.index() + 1) + ".2");
        VirtualRunConfig config = new VirtualRunConfig(
                policy(plan.arm()),
                List.of(clients(far, plan.faulty(), plan), clients(near, plan.clean(), plan)),
                plan.answerTokens(),
                plan.tokensPerSecond(),
                plan.duration(),
                plan.seed(),
                WireCost.DEFAULT,
                SERVER,
                PORT,
                0,
                1 + plan.index() * COOKIES_PER_ARM);
        try (HintClient hints =
                HintClient.builder(plan.hints()).mode(HintMode.SSE).build()) {
            HintLookup lookup = plan.arm().obeysHints()
                    ? (client, nowNs) -> hints.hint(client)
                    : (client, nowNs) -> Hint.unpaced(client);
            VirtualRun run = new VirtualRun(config, queue, counting(feed), lookup);
            long startNs = System.nanoTime();
            clock.runUntil(startNs); // the queue's clock stood still between the arms
            run.start(startNs);
            progress.starts(startNs, far, near);
            List<LinkStatus> farLink = new ArrayList<>();
            List<LinkStatus> nearLink = new ArrayList<>();
            for (long second = 1; startNs + second * SECOND_NS < run.endNs(); second++) {
                queue.at(startNs + second * SECOND_NS, () -> report(run, progress, farLink, nearLink));
            }
            clock.runUntil(run.endNs());
            if (Thread.interrupted()) {
                throw new InterruptedException("stopped");
            }
            List<VirtualResult> results = run.results();
            return new ArmLog(
                    plan,
                    new NetworkLog(far, plan.faulty(), results.get(0).log(), farLink),
                    new NetworkLog(near, plan.clean(), results.get(1).log(), nearLink));
        }
    }

    @Override
    public AgentFigures agent() {
        return new AgentFigures(rttEvents, retransmitEvents, lostEvents.get(), "simulated TCP");
    }

    @Override
    public void close() {
        feed.stop();
        producer.close();
    }

    private static dev.tokenflow.simulator.virtual.ClientNetwork clients(
            IpAddress address, LinkSchedule schedule, ArmPlan plan) {
        return new dev.tokenflow.simulator.virtual.ClientNetwork(address, schedule, plan.streams());
    }

    private static SendPolicy policy(Arm arm) {
        return switch (arm) {
            case UNPACED -> SendPolicy.unpaced();
            case SELFCLOCKED -> SendPolicy.selfclocked();
            case PACED -> SendPolicy.paced();
            case FIXED -> throw new IllegalArgumentException("the demo has no arm 'fixed'");
        };
    }

    private void send(BatchHeader header, byte[] value) {
        int events = (value.length - BatchCodec.headerBytes(header.agent())) / TcpEventLayout.SIZE;
        var unused = producer.send(new ProducerRecord<>(Topics.EVENTS, header.kafkaKey(), value), (where, error) -> {
            if (error != null) {
                lostEvents.addAndGet(events);
            }
        });
    }

    private TcpEventListener counting(TcpEventListener next) {
        return (tsNs, struct) -> {
            rttEvents += struct[TcpEventLayout.KIND] == EventKind.RTT.code() ? 1 : 0;
            retransmitEvents += struct[TcpEventLayout.KIND] == EventKind.RETRANSMIT.code() ? 1 : 0;
            next.event(tsNs, struct);
        };
    }

    private void report(VirtualRun run, ArmProgress progress, List<LinkStatus> farLink, List<LinkStatus> nearLink) {
        List<VirtualResult> results = run.results();
        report(results.get(0), ClientNetwork.FAR, progress, farLink);
        report(results.get(1), ClientNetwork.NEAR, progress, nearLink);
    }

    private void report(VirtualResult result, ClientNetwork network, ArmProgress progress, List<LinkStatus> link) {
        long nowNs = queue.nowNs();
        double queueMs = result.link().queueNs() / 1e6;
        link.add(new LinkStatus(nowNs, queueMs));
        progress.queue(network, queueMs);
        long delivered = result.log().answers().stream()
                .mapToLong(answer -> answer.delivered())
                .sum();
        long active = result.log().answers().stream()
                .filter(answer -> answer.requestNs() <= nowNs && answer.delivered() < answer.tokensAsked())
                .count();
        QoeMetrics second = QoeMetrics.of(result.log(), nowNs - 2 * SECOND_NS, nowNs - SECOND_NS);
        long before = progress.readers(network).tokensDelivered();
        progress.readers(
                network,
                new ReaderSample(delivered, delivered - before, second.delayP95Ms(), (int) active, Double.NaN));
    }
}

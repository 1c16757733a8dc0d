package dev.tokenflow.lab.traffic;

import dev.tokenflow.cli.ServerLog;
import dev.tokenflow.client.HintClient;
import dev.tokenflow.client.HintMode;
import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.lab.arm.Arm;
import dev.tokenflow.lab.arm.Arms;
import dev.tokenflow.lab.observe.SimulatedAgent;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.simulator.link.LinkSchedule;
import dev.tokenflow.simulator.qoe.AnswerLog;
import dev.tokenflow.simulator.qoe.QoeMetrics;
import dev.tokenflow.simulator.qoe.ReaderLog;
import dev.tokenflow.simulator.time.EventQueue;
import dev.tokenflow.simulator.time.RealTimeClock;
import dev.tokenflow.simulator.virtual.ClientGroup;
import dev.tokenflow.simulator.virtual.HintLookup;
import dev.tokenflow.simulator.virtual.VirtualResult;
import dev.tokenflow.simulator.virtual.VirtualRun;
import dev.tokenflow.simulator.virtual.VirtualRunConfig;
import dev.tokenflow.testbed.process.StopSignal;
import dev.tokenflow.testbed.process.StoppedException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code traffic}: token streams over simulated TCP, without end. */
@Command(
        name = "traffic",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Streams tokens over simulated links whose capacity comes and goes, until it is stopped. Three arms run"
                    + " side by side:"
                    + " unpaced, selfclocked and tokenflow-plain. The events of their sockets go to Kafka as from an"
                    + " agent;"
                    + " what readers feel is at /metrics.",
            ""
        })
public final class TrafficCommand implements Callable<Integer> {
    private static final IpAddress SERVER = IpAddress.parse("10.77.255.1");
    private static final int PORT = 8000;
    private static final double TOKENS_PER_SECOND = 50;
    private static final int ANSWER_TOKENS = 400;
    private static final Duration ROUND = Duration.ofSeconds(120);
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long LATELY_NS = 10 * SECOND_NS;
    private static final long COOKIES_PER_RUN = 1L << 24;

    /** The links and their clients, the same for every arm. The links get worse at different times. */
    private static final List<Reader> READERS = List.of(
            new Reader(
                    16,
                    "good 40s rate=50mbit delay=20ms; narrow 30s rate=1mbit delay=20ms buffer=1s; better 50s"
                            + " rate=50mbit delay=20ms"),
            new Reader(
                    10,
                    "good 70s rate=20mbit delay=35ms; fading 20s rate=800kbit delay=35ms buffer=1s; better 30s"
                            + " rate=20mbit delay=35ms"),
            new Reader(
                    6,
                    "good 60s rate=20mbit delay=15ms; lossy 30s rate=20mbit delay=15ms loss=2%; better 30s"
                            + " rate=20mbit delay=15ms"),
            new Reader(4, "clean 120s rate=50mbit delay=10ms"),
            new Reader(4, "far 120s rate=50mbit delay=90ms"),
            new Reader(4, "clean 120s rate=100mbit delay=25ms"));

    private record Reader(int streams, String link) {}

    /**
     * The readers of one arm.
     *
     * @param subnet second byte of their addresses, so that an address tells its arm
     */
    private record Audience(Arm arm, int subnet) {}

    private static final int FIRST_SUBNET = 70;
    private static final int SUBNETS = 4;

    private static final List<Audience> AUDIENCES = List.of(
            new Audience(Arms.UNPACED, FIRST_SUBNET),
            new Audience(Arms.SELFCLOCKED, FIRST_SUBNET + 1),
            new Audience(Arms.TOKENFLOW_PLAIN, FIRST_SUBNET + 3));

    @Option(
            names = "--bootstrap-servers",
            defaultValue = "127.0.0.1:9092",
            paramLabel = "HOST:PORT",
            description = "Kafka brokers. Default: ${DEFAULT-VALUE}.")
    private String bootstrapServers = "";

    @Option(
            names = "--hints",
            defaultValue = "http://127.0.0.1:8080",
            paramLabel = "URL",
            description = "The hint server. Default: ${DEFAULT-VALUE}.")
    private URI hints = URI.create("http://127.0.0.1:8080");

    @Option(
            names = "--metrics-host",
            defaultValue = "127.0.0.1",
            paramLabel = "ADDRESS",
            description = "Where /metrics listens. Default: ${DEFAULT-VALUE}.")
    private String metricsHost = "";

    @Option(
            names = "--metrics-port",
            defaultValue = "9470",
            paramLabel = "PORT",
            description = "Port of /metrics. Default: ${DEFAULT-VALUE}.")
    private int metricsPort;

    @Option(
            names = "--gateway",
            paramLabel = "URL",
            description = "Also read real answers of a model through the gateway there, over and over.")
    private @Nullable URI gateway;

    private final EventQueue queue = new EventQueue(System.nanoTime());
    private final RealTimeClock clock = new RealTimeClock(queue);

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (hints.getHost() == null) {
            throw new IllegalArgumentException("--hints is '" + hints + "', expected such as http://127.0.0.1:8080");
        }
        ServerLog.use();
        try (StopSignal stop = StopSignal.watch(() -> {});
                SimulatedAgent agent = new SimulatedAgent(bootstrapServers, queue);
                TrafficMetrics metrics = new TrafficMetrics(metricsHost, metricsPort, agent);
                HintClient client = HintClient.builder(hints).mode(HintMode.SSE).build();
                GatewayReaders readers = GatewayReaders.of(gateway)) {
            metrics.answers(readers);
            readers.start();
            System.out.println("traffic: metrics on port " + metricsPort);
            for (int round = 0; ; round++) {
                int number = round;
                stop.interruptibly(() -> {
                    round(number, agent, metrics, client);
                    return number;
                });
            }
        } catch (StoppedException e) {
            return e.exitStatus();
        }
    }

    private void round(int number, SimulatedAgent agent, TrafficMetrics metrics, HintClient client)
            throws InterruptedException {
        Map<Arm, VirtualRun> runs = new LinkedHashMap<>();
        for (Audience audience : AUDIENCES) {
            HintLookup lookup = audience.arm().obeysHints()
                    ? (address, nowNs) -> client.hint(address)
                    : (address, nowNs) -> Hint.unpaced(address);
            runs.put(audience.arm(), new VirtualRun(config(audience, number), queue, agent.events(), lookup));
        }
        long startNs = System.nanoTime();
        clock.runUntil(startNs);
        runs.values().forEach(run -> run.start(startNs));
        Map<Arm, Long> before = new LinkedHashMap<>();
        for (long second = 1; second <= ROUND.toSeconds(); second++) {
            queue.at(
                    startNs + second * SECOND_NS - 1,
                    () -> runs.forEach((arm, run) -> report(arm, run, before, metrics)));
        }
        clock.runUntil(startNs + ROUND.toNanos());
        if (Thread.interrupted()) {
            throw new InterruptedException("stopped");
        }
    }

    private static VirtualRunConfig config(Audience audience, int round) {
        List<ClientGroup> networks = new ArrayList<>();
        for (int i = 0; i < READERS.size(); i++) {
            Reader reader = READERS.get(i);
            IpAddress address =
                    IpAddress.parse(String.format(Locale.ROOT, "10.%d.%d.%d", audience.subnet(), i % 2, 10 + i));
            networks.add(new ClientGroup(address, LinkSchedule.parse(reader.link()), reader.streams()));
        }
        return new VirtualRunConfig(
                audience.arm().policy(),
                networks,
                ANSWER_TOKENS,
                TOKENS_PER_SECOND,
                ROUND,
                1 + round,
                WireCost.DEFAULT,
                SERVER,
                PORT,
                0,
                1 + (round * (long) SUBNETS + audience.subnet() - FIRST_SUBNET) * COOKIES_PER_RUN);
    }

    private void report(Arm arm, VirtualRun run, Map<Arm, Long> before, TrafficMetrics metrics) {
        long nowNs = queue.nowNs();
        List<AnswerLog> answers = new ArrayList<>();
        run.results().stream().map(VirtualResult::log).map(ReaderLog::answers).forEach(answers::addAll);
        ReaderLog log = new ReaderLog(TOKENS_PER_SECOND, nowNs - ROUND.toNanos(), nowNs, answers);
        QoeMetrics lately = QoeMetrics.of(log, nowNs - LATELY_NS, nowNs);
        long delivered = answers.stream().mapToLong(AnswerLog::delivered).sum();
        long open = answers.stream()
                .filter(answer -> answer.requestNs() <= nowNs && answer.delivered() < answer.tokensAsked())
                .count();
        Long last = before.put(arm, delivered);
        metrics.lately(
                arm,
                Math.max(0, delivered - (last == null ? 0 : last)),
                new double[] {lately.delayP50Ms(), lately.delayP95Ms(), lately.delayP99Ms()},
                lately.ttftP95Ms(),
                lately.stallRatio(),
                (int) open);
    }
}

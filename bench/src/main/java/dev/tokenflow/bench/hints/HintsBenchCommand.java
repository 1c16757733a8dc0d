package dev.tokenflow.bench.hints;

import dev.tokenflow.bench.process.BrokerMain;
import dev.tokenflow.bench.report.BenchException;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.BenchRow;
import dev.tokenflow.bench.report.JsonOption;
import dev.tokenflow.bench.report.OptionRange;
import dev.tokenflow.testbed.process.Child;
import dev.tokenflow.testbed.process.JavaCommand;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tokenflow bench hints}. */
@Command(
        name = "hints",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures what the hint server can carry: how many GET requests it answers over kept-alive connections,"
                    + " next to a bare Netty handler that gives everybody the same bytes; how long an answer takes at"
                    + " half of that rate; and how much CPU it takes to push hints, next to being polled.",
            "",
            "The two servers take turns. Servers and broker run in processes of their own, on the loopback interface.",
            ""
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class HintsBenchCommand implements Callable<Integer> {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final double WARM_UP_S = 15;
    private static final double SETTLING_S = 2;
    private static final double POLL_INTERVAL_S = 0.1;
    private static final int BATCH_MS = 10;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--hints",
            defaultValue = "100000",
            paramLabel = "N",
            description = "Hints that the server holds. Default: ${DEFAULT-VALUE}.")
    private int hints;

    @Option(
            names = "--connections",
            defaultValue = "64",
            paramLabel = "N",
            description = "Kept-alive connections. Default: ${DEFAULT-VALUE}.")
    private int connections;

    @Option(
            names = "--clients",
            defaultValue = "2000",
            paramLabel = "N",
            description = "Clients that listen, and clients that poll, in the comparison of the two. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int clients;

    @Option(
            names = "--seconds",
            defaultValue = "10",
            paramLabel = "S",
            description = "Length of a round. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            paramLabel = "N",
            description = "Rounds. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws Exception {
        OptionRange.require("--hints", hints, 1, 1_000_000);
        OptionRange.require("--connections", connections, 1, 10_000);
        OptionRange.require("--clients", clients, 1, Math.min(hints, 10_000));
        OptionRange.require("--seconds", seconds, 1, 120);
        OptionRange.require("--rounds", rounds, 1, 100);
        json.requireFolder();
        BenchReport report = new BenchReport(spec.commandLine().getOut());
        Path folder = Files.createTempDirectory("tokenflow-bench-hints-");
        try (Child broker = Child.start(
                "broker",
                new ProcessBuilder(JavaCommand.limited(Duration.ofMinutes(30), BrokerMain.class)),
                folder.resolve("broker.log"),
                line -> {})) {
            String bootstrap = broker.awaitReady(START_TIMEOUT).get("bootstrap").asText();
            try (HintTopic topic = new HintTopic(bootstrap);
                    ServerProcess ours = ServerProcess.start(
                            "hint server", folder.resolve("hints.log"), HintServerMain.class, bootstrap, "1")) {
                for (int i = 0; i < hints; i++) {
                    topic.issue(i);
                }
                topic.flush();
                String last = awaitHint(ours.address(), hints - 1);
                measureAnswers(report, ours, folder, last.length());
                measurePush(report, ours, topic);
            }
        } finally {
            delete(folder);
        }
        json.write(report);
        return CommandLine.ExitCode.OK;
    }

    /** GET against the bare handler, and its latency. */
    private void measureAnswers(BenchReport report, ServerProcess ours, Path folder, int bodyBytes)
            throws IOException, BenchException {
        List<String> addresses =
                IntStream.range(0, hints).mapToObj(HintTopic::address).toList();
        try (ServerProcess bare = ServerProcess.start(
                        "bare server",
                        folder.resolve("bare.log"),
                        BareServerMain.class,
                        Integer.toString(bodyBytes),
                        "1");
                Asking askOurs = new Asking(ours.address(), connections, addresses);
                Asking askBare = new Asking(bare.address(), connections, addresses)) {
            askOurs.flatOut(WARM_UP_S);
            askBare.flatOut(WARM_UP_S);
            double[] ourRate = new double[rounds];
            double[] bareRate = new double[rounds];
            double[] ourCpuUs = new double[rounds];
            double[] bareCpuUs = new double[rounds];
            double[] ratio = new double[rounds];
            double[] cpuRatio = new double[rounds];
            for (int i = 0; i < rounds; i++) {
                double before = ours.cpuSeconds();
                ourRate[i] = askOurs.flatOut(seconds);
                ourCpuUs[i] = (ours.cpuSeconds() - before) * 1e6 / (ourRate[i] * seconds);
                before = bare.cpuSeconds();
                bareRate[i] = askBare.flatOut(seconds);
                bareCpuUs[i] = (bare.cpuSeconds() - before) * 1e6 / (bareRate[i] * seconds);
                ratio[i] = ourRate[i] / bareRate[i];
                cpuRatio[i] = ourCpuUs[i] / bareCpuUs[i];
            }
            report.add(BenchRow.of("GET, hint server, one event loop", "answers/s", ourRate));
            report.add(BenchRow.of("GET, bare Netty handler, one event loop", "answers/s", bareRate));
            report.add(BenchRow.of("GET, hint server / bare Netty handler", "x", ratio)
                    .atLeast(0.9)
                    .against("bare Netty handler"));
            report.add(BenchRow.of("CPU of an answer, hint server", "us", ourCpuUs));
            report.add(BenchRow.of("CPU of an answer, bare Netty handler", "us", bareCpuUs));
            report.add(BenchRow.of("CPU of an answer, hint server / bare Netty handler", "x", cpuRatio)
                    .against("bare Netty handler"));
            double half = Arrays.stream(ourRate).sorted().toArray()[rounds / 2] / 2;
            measureLatency(report, askOurs, half);
        }
    }

    private void measureLatency(BenchReport report, Asking asking, double perSecond) throws IOException {
        double[] p50 = new double[rounds];
        double[] p99 = new double[rounds];
        double[] p999 = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            double[] sorted = asking.openLoop(perSecond, seconds);
            p50[i] = rank(sorted, 0.5);
            p99[i] = rank(sorted, 0.99);
            p999[i] = rank(sorted, 0.999);
        }
        String at = " at half of the maximum, from when a request was due";
        report.add(BenchRow.of("GET p50" + at, "ms", p50));
        report.add(BenchRow.of("GET p99" + at, "ms", p99).atMost(10));
        report.add(BenchRow.of("GET p99.9" + at, "ms", p999));
    }

    /** Server-sent events against polling, while every client's hint is issued anew once a second. */
    private void measurePush(BenchReport report, ServerProcess ours, HintTopic topic) throws IOException {
        List<String> addresses =
                IntStream.range(0, clients).mapToObj(HintTopic::address).toList();
        Audience audience = new Audience(ours.address(), addresses);
        double[] listening = new double[rounds];
        double[] polling = new double[rounds];
        double[] ratio = new double[rounds];
        ScheduledExecutorService issuing = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("bench-issuer").factory());
        try {
            int[] next = {0};
            int batch = Math.max(1, clients * BATCH_MS / 1000);
            var unused = issuing.scheduleAtFixedRate(
                    () -> {
                        for (int i = 0; i < batch; i++) {
                            topic.issue(next[0]);
                            next[0] = (next[0] + 1) % clients;
                        }
                    },
                    0,
                    BATCH_MS,
                    TimeUnit.MILLISECONDS);
            audience.listen(WARM_UP_S, 1, ours::cpuSeconds);
            audience.poll(POLL_INTERVAL_S, WARM_UP_S, 1, ours::cpuSeconds);
            for (int i = 0; i < rounds; i++) {
                listening[i] = 100 * audience.listen(SETTLING_S, seconds, ours::cpuSeconds);
                polling[i] = 100 * audience.poll(POLL_INTERVAL_S, SETTLING_S, seconds, ours::cpuSeconds);
                ratio[i] = listening[i] / polling[i];
            }
        } finally {
            issuing.shutdownNow();
        }
        String who = String.format(java.util.Locale.ROOT, "%,d clients, a new hint each a second, ", clients);
        report.add(BenchRow.of(who + "SSE: CPU of the server", "% of a CPU", listening));
        report.add(BenchRow.of(who + "polling every 100 ms", "% of a CPU", polling));
        report.add(BenchRow.of("SSE / polling", "x", ratio).atMost(0.5).against("polling"));
    }

    /** Body of the answer for a client, once the server has that hint: it reads the topic in order. */
    private static String awaitHint(InetSocketAddress server, int client)
            throws IOException, InterruptedException, BenchException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.getPort() + "/v1/hints/" + HintTopic.address(client)))
                .build();
        long deadlineNs = System.nanoTime() + START_TIMEOUT.toNanos();
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (System.nanoTime() < deadlineNs) {
                String body =
                        http.send(request, HttpResponse.BodyHandlers.ofString()).body();
                if (body.contains("\"scope\":\"client\"")) {
                    return body;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        throw new BenchException("the hint server has not read its topic after " + START_TIMEOUT.toSeconds() + " s");
    }

    private static double rank(double[] sorted, double q) {
        return sorted.length == 0 ? Double.NaN : sorted[Math.max(1, (int) Math.ceil(q * sorted.length)) - 1];
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(all::add);
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}

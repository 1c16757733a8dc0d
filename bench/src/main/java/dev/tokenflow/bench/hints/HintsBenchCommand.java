package dev.tokenflow.bench.hints;

import dev.tokenflow.bench.report.BenchException;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.BenchRow;
import dev.tokenflow.bench.report.BrokerMain;
import dev.tokenflow.testbed.process.JavaCommand;
import dev.tokenflow.testbed.process.Child;
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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tokenflow bench hints}. */
@Command(
        name = "hints",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "What the hint server carries: GET over kept-alive connections beside a bare Netty handler that answers",
            "everybody with the same bytes, in turns; latency at half of its maximum; and what pushing hints costs",
            "it beside being polled. Servers and broker are processes of their own; loopback only.",
            ""
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class HintsBenchCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
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
            description = "Hints held. Default: ${DEFAULT-VALUE}.")
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
            description = "Listeners, or pollers, in the comparison of the two. Default: ${DEFAULT-VALUE}.")
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

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the rows to this file.")
    private @Nullable Path json;

    @Override
    public Integer call() throws Exception {
        if (hints < 1
                || hints > 1_000_000
                || connections < 1
                || connections > 10_000
                || clients < 1
                || clients > hints
                || clients > 10_000
                || seconds < 1
                || seconds > 120
                || rounds < 1
                || rounds > 100) {
            throw new BenchException("expected --hints 1 to 1000000, --connections and --clients 1 to 10000 (clients"
                    + " no more than hints), --seconds 1 to 120, --rounds 1 to 100");
        }
        BenchReport report = new BenchReport(spec.commandLine().getOut());
        Path folder = Files.createTempDirectory("tokenflow-bench-hints-");
        try (Child broker = Child.start(
                "broker",
                new ProcessBuilder(JavaCommand.limited(Duration.ofMinutes(30), BrokerMain.class)),
                folder.resolve("broker.log"),
                line -> {})) {
            String bootstrap = broker.awaitReady(PATIENCE).get("bootstrap").asText();
            try (HintTopic topic = new HintTopic(bootstrap);
                    ServerProcess ours = ServerProcess.start(
                            "hint server", folder.resolve("hints.log"), HintServerMain.class, bootstrap, "1")) {
                for (int i = 0; i < hints; i++) {
                    topic.issue(i);
                }
                topic.flush();
                String last = awaitHint(ours.address(), hints - 1);
                asks(report, ours, folder, last.length());
                push(report, ours, topic);
            }
        } finally {
            delete(folder);
        }
        if (json != null) {
            report.write(json);
        }
        return CommandLine.ExitCode.OK;
    }

    /** GET against the bare handler, and its latency. */
    private void asks(BenchReport report, ServerProcess ours, Path folder, int bodyBytes)
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
            latency(report, askOurs, half);
        }
    }

    private void latency(BenchReport report, Asking asking, double perSecond) throws IOException {
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
    private void push(BenchReport report, ServerProcess ours, HintTopic topic) throws IOException {
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
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
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
        throw new BenchException("the hint server has not read its topic after " + PATIENCE.toSeconds() + " s");
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

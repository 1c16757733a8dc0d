package dev.tokenflow.lab.experiment.loop;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.pacing.PacingLaw;
import dev.tokenflow.core.pacing.PacingState;
import dev.tokenflow.core.pacing.PathForecast;
import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.core.pacing.coalesce.CoalesceFirstLaw;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.PathSignals;
import dev.tokenflow.lab.arm.LoopDelay;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.simulator.link.LinkSchedule;
import dev.tokenflow.simulator.sender.SendPolicy;
import dev.tokenflow.simulator.time.EventQueue;
import dev.tokenflow.simulator.virtual.ClientGroup;
import dev.tokenflow.simulator.virtual.VirtualRun;
import dev.tokenflow.simulator.virtual.VirtualRunConfig;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/**
 * Writes down what the coalesce-first law sees and decides in simulated runs over links that are made up here. Core's
 * test replays the file and expects the same decisions, bit for bit. So the file is written anew only when the law is
 * changed on purpose; no build does it:
 *
 * <pre>
 * java -cp (the test class path of lab) dev.tokenflow.lab.experiment.loop.LawRecorder \
 *     core/src/test/resources/pacing/coalesce-first.gz
 * </pre>
 *
 * The form of the file is described in core's {@code RecordedSteps}, which reads it.
 */
final class LawRecorder {
    private static final long ORIGIN_NS = 1_000_000_000_000L;
    private static final IpAddress SERVER = IpAddress.parse("10.77.255.1");
    private static final int PORT = 8000;
    private static final int ANSWER_TOKENS = 400;
    private static final long CONNECT_NS = 800_000_000L;

    /** What runs over which link. */
    private record Scenario(String name, String link, int seconds, int clients, int streams, double rateCap) {}

    private static final List<Scenario> SCENARIOS = List.of(
            new Scenario("demo", LinkSchedule.demo().toString(), 65, 1, 30, 50),
            new Scenario(
                    "drop",
                    "clean 5s rate=50mbit delay=20ms; narrow 25s rate=2mbit delay=20ms buffer=1s;"
                            + " recovered 30s rate=50mbit delay=20ms",
                    60,
                    1,
                    30,
                    50),
            new Scenario("narrow", "narrow 60s rate=1mbit delay=20ms buffer=1s", 40, 1, 30, 50),
            new Scenario(
                    "lossy",
                    "clean 3s rate=50mbit delay=20ms; lossy 20s rate=50mbit delay=20ms loss=2%;"
                            + " both 20s rate=2mbit delay=20ms buffer=1s loss=1%",
                    40,
                    1,
                    30,
                    50),
            new Scenario(
                    "outage",
                    "clean 5s rate=50mbit delay=20ms; dead 4s rate=0mbit delay=20ms; clean 5s rate=50mbit delay=20ms;"
                            + " narrow 8s rate=2mbit delay=20ms buffer=1s; dead 12s rate=0mbit delay=20ms;"
                            + " narrow 8s rate=2mbit delay=20ms buffer=1s; clean 20s rate=50mbit delay=20ms",
                    60,
                    1,
                    30,
                    50),
            new Scenario("sawtooth", sawtooth(), 45, 1, 30, 50),
            new Scenario("random walk", walk(), 60, 1, 20, 80),
            new Scenario("several clients", "shared 30s rate=3mbit delay=15ms jitter=4ms buffer=400ms", 15, 6, 8, 50),
            new Scenario("few streams", "thin 60s rate=300kbit delay=60ms buffer=2s", 30, 1, 4, 30),
            new Scenario(
                    "longer way",
                    "near 5s rate=50mbit delay=20ms; far 20s rate=50mbit delay=110ms; near 20s rate=50mbit delay=20ms",
                    35,
                    1,
                    10,
                    50));

    /** One step of the law. */
    private record Step(int client, PathSignals signals, PathForecast forecast, PacingState next) {}

    private LawRecorder() {}

    /** Writes the file named by the only argument. */
    public static void main(String[] args) throws IOException {
        try (OutputStream file = Files.newOutputStream(Path.of(args[0]));
                DataOutputStream out = new DataOutputStream(new GZIPOutputStream(file))) {
            out.writeInt(SCENARIOS.size());
            for (Scenario scenario : SCENARIOS) {
                List<Step> steps = run(scenario);
                write(scenario, steps, out);
                System.out.println(scenario.name() + ": " + steps.size() + " steps");
            }
        }
    }

    private static List<Step> run(Scenario scenario) {
        EventQueue queue = new EventQueue(ORIGIN_NS);
        List<IpAddress> clients = IntStream.range(0, scenario.clients())
                .mapToObj(i -> IpAddress.parse("10.77.0." + (1 + i)))
                .toList();
        Recording recording = new Recording(scenario, clients);
        ControlLoop loop = new ControlLoop(queue, recording, LoopDelay.MEASURED, recording, 1);
        VirtualRunConfig config = new VirtualRunConfig(
                SendPolicy.hinted(),
                List.of(new ClientGroup(clients, LinkSchedule.parse(scenario.link()), scenario.streams())),
                ANSWER_TOKENS,
                scenario.rateCap(),
                Duration.ofSeconds(scenario.seconds()),
                1,
                WireCost.DEFAULT,
                SERVER,
                PORT,
                0,
                1);
        VirtualRun run = new VirtualRun(config, queue, loop.events(), loop);
        loop.start();
        run.connectEarly();
        queue.runUntil(ORIGIN_NS + CONNECT_NS);
        run.start(ORIGIN_NS + CONNECT_NS);
        queue.runUntil(run.endNs());
        return recording.steps;
    }

    /** The law and a witness of what it does; in one scenario also forecasts, made by dice. */
    private static final class Recording implements PacingLaw, Forecaster {
        private final PacingLaw law;
        private final List<String> clients;
        private final boolean forecasts;
        private final SplittableRandom dice = new SplittableRandom(5);
        private final List<Step> steps = new ArrayList<>();
        private int client;

        Recording(Scenario scenario, List<IpAddress> clients) {
            law = new CoalesceFirstLaw(PacingConfig.DEFAULT.withRateCap(scenario.rateCap()), WireCost.DEFAULT);
            this.clients = clients.stream().map(IpAddress::toString).toList();
            forecasts = scenario.name().equals("random walk");
        }

        @Override
        public PathForecast forecast(PathReading reading) {
            client = clients.indexOf(reading.features().key());
            double said = dice.nextDouble();
            if (!forecasts || said < 0.3) {
                return PathForecast.NONE;
            }
            return new PathForecast(reading.signals().rttP50Ms() * (0.5 + dice.nextDouble()), said > 0.5);
        }

        @Override
        public String name() {
            return law.name();
        }

        @Override
        public PacingState initial() {
            return law.initial();
        }

        /** So that it hears of the client before each step. */
        @Override
        public boolean asksForForecast(PathSignals signals) {
            return true;
        }

        @Override
        public PacingState next(PacingState state, PathSignals signals, PathForecast forecast) {
            PacingState next = law.next(state, signals, forecast);
            steps.add(new Step(client, signals, forecast, next));
            return next;
        }
    }

    private static void write(Scenario scenario, List<Step> steps, DataOutputStream out) throws IOException {
        out.writeUTF(scenario.name());
        out.writeDouble(scenario.rateCap());
        out.writeInt(steps.size());
        column(steps, out, Step::client);
        column(steps, out, step -> step.signals().nowMs());
        column(steps, out, step -> step.signals().samples());
        column(steps, out, step -> step.signals().sampleAgeMs());
        column(steps, out, step -> bits(step.signals().rttP50Ms()));
        column(steps, out, step -> bits(step.signals().newestRttMs()));
        column(steps, out, step -> bits(step.signals().baselineRttMs()));
        column(steps, out, step -> bits(step.signals().deliveryRate()));
        column(steps, out, step -> bits(step.signals().newestDeliveryRate()));
        column(steps, out, step -> step.signals().segments());
        column(steps, out, step -> step.signals().retransmits());
        column(steps, out, step -> step.signals().dsacks());
        column(steps, out, step -> step.signals().activeStreams());
        column(steps, out, step -> step.signals().unsentBytes());
        column(steps, out, step -> bits(step.signals().appLimitedShare()));
        column(steps, out, step -> step.signals().inFlight());
        column(steps, out, step -> step.signals().openConnections());
        column(steps, out, step -> bits(step.forecast().rttMs()));
        column(steps, out, step -> step.forecast().trusted() ? 1 : 0);
        column(steps, out, step -> bits(decision(step).tokensPerSecond()));
        column(steps, out, step -> bits(decision(step).tokensPerChunk()));
        column(steps, out, step -> bits(decision(step).confidence()));
        column(steps, out, step -> bits(decision(step).bytesPerSecond()));
        column(steps, out, step -> bits(decision(step).clientBytesPerSecond()));
        column(steps, out, step -> bits(decision(step).holdMs()));
        column(steps, out, step -> Arrays.hashCode(step.next().memory()));
        for (Step step : steps) {
            out.writeUTF(decision(step).state().word());
            out.writeUTF(decision(step).why());
        }
        double[] last = steps.get(steps.size() - 1).next().memory();
        out.writeInt(last.length);
        for (double number : last) {
            out.writeLong(bits(number));
        }
    }

    private static PacingDecision decision(Step step) {
        return step.next().decision();
    }

    private static long bits(double value) {
        return Double.doubleToLongBits(value);
    }

    /** All highest bytes first, then all second highest and so on: gzip finds more that repeats. */
    private static void column(List<Step> steps, DataOutputStream out, ToLongFunction<Step> value) throws IOException {
        for (int shift = 56; shift >= 0; shift -= 8) {
            for (Step step : steps) {
                out.writeByte((int) (value.applyAsLong(step) >>> shift));
            }
        }
    }

    private static String sawtooth() {
        StringBuilder phases = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            double mbit = 0.5 + 1.1 * (i % 6);
            phases.append(String.format(Locale.ROOT, "tooth 1s rate=%.1fmbit delay=20ms buffer=600ms;", mbit));
        }
        return phases.toString();
    }

    private static String walk() {
        StringBuilder phases = new StringBuilder();
        SplittableRandom dice = new SplittableRandom(3);
        double mbit = 3;
        for (int i = 0; i < 160; i++) {
            mbit = Math.min(30, Math.max(0.3, mbit * Math.exp(0.45 * dice.nextGaussian())));
            phases.append(String.format(Locale.ROOT, "step 500ms rate=%.2fmbit delay=25ms buffer=1s;", mbit));
        }
        return phases.toString();
    }
}

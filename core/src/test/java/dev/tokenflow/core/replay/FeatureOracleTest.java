package dev.tokenflow.core.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.pane.WindowConfig;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.LimitConfig;
import dev.tokenflow.core.path.PathCauses;
import dev.tokenflow.core.path.PathFacts;
import dev.tokenflow.core.path.PathFeatures;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.PathSignals;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.core.replay.FeatureOracle.Expected;
import dev.tokenflow.core.replay.FeatureOracle.Key;
import dev.tokenflow.core.replay.FeatureOracle.Signals;
import dev.tokenflow.core.replay.RandomTraffic.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every reading of random traffic against {@link FeatureOracle}: all that must be are there, no other, and every number
 * is right.
 */
class FeatureOracleTest {
    private static final double HEADER_BYTES = 52;
    private static final double SAME = 1e-9;
    private static final double CLOSE = 0.01;
    private static final int EXACT = 64;

    /** A minute and a half, busy: hot paths have thousands of samples, others a few. */
    private static final Shape BUSY = new Shape(90_000, 90, 12_000, 120, 0.06);

    /** As many paths that are seldom heard of. */
    private static final Shape SPARSE = new Shape(90_000, 40, 20_000, 1_500, 0);

    /** Longer than the baseline remembers. */
    private static final Shape LONG = new Shape(1_500_000, 60, 120_000, 4_000, 0.02);

    static Stream<Arguments> runs() {
        Map<String, WindowConfig> configs = new LinkedHashMap<>();
        configs.put("10s/1s", config(25, 25, 100, 10_000, 1_000, 60_000));
        configs.put("10s/100ms", config(25, 1_000, 100, 10_000, 100, 60_000));
        configs.put("10s/200ms", config(100, 1_000, 100, 10_000, 200, 60_000));
        configs.put("60s/500ms", config(100, 300, 100, 60_000, 500, 60_000));
        configs.put("10s/2500ms", config(25, 1_000, 100, 10_000, 2_500, 60_000));
        return both(configs, configs.get("10s/1s"));
    }

    static Stream<Arguments> paces() {
        Map<String, WindowConfig> configs = new LinkedHashMap<>();
        configs.put("25ms/100ms", config(25, 1_000, 100, 10_000, 200, 60_000));
        configs.put("25ms/25ms", config(25, 25, 25, 10_000, 200, 60_000));
        configs.put("20ms/300ms", config(20, 400, 300, 10_000, 200, 60_000));
        configs.put("100ms/100ms", config(100, 500, 100, 10_000, 1_000, 60_000));
        return both(configs, configs.get("25ms/100ms"));
    }

    private static Stream<Arguments> both(Map<String, WindowConfig> configs, WindowConfig ofLong) {
        Stream<Arguments> busy = configs.entrySet().stream()
                .flatMap(config -> Stream.of(1L, 2L, 3L, 4L, 5L)
                        .map(i -> Arguments.of(
                                config.getKey(),
                                i + 10L * config.getKey().hashCode(),
                                config.getValue(),
                                i < 5 ? BUSY : SPARSE)));
        Stream<Arguments> longer = Stream.of(71L, 72L, 73L, 74L).map(seed -> Arguments.of("long", seed, ofLong, LONG));
        return Stream.concat(busy, longer);
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("runs")
    void everyReadingSaysWhatTheEventsSay(String name, long seed, WindowConfig window, Shape shape) {
        LifetimeConfig lifetime = lifetime(seed);
        Tally tally = new Tally();
        FeatureOracle oracle = run(seed, shape, window, lifetime, Replays.of(window, lifetime, tally), tally);

        assertSame(tally.regular(), oracle.readings());
        assertThat(tally.steps).isEmpty();
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("paces")
    void everyStepComesWhenThereIsNewsAndSaysWhatTheEventsSay(
            String name, long seed, WindowConfig window, Shape shape) {
        LifetimeConfig lifetime = lifetime(seed);
        Tally tally = new Tally();
        FeatureOracle oracle = run(seed, shape, window, lifetime, Replays.onNews(window, lifetime, tally), tally);

        assertThat(tally.regular()).noneMatch(reading -> reading.kind() == ReadingKind.UPDATE);
        List<PathReading> all = new ArrayList<>(tally.steps);
        all.addAll(tally.regular());
        assertSame(all, oracle.onNews());
    }

    /** The other tests are about something. */
    @Test
    void randomTrafficKnowsAllKindsOfCauses() {
        WindowConfig window = config(25, 1_000, 100, 10_000, 200, 60_000);
        List<Expected> all = new ArrayList<>();
        for (long seed = 1; seed <= 8; seed++) {
            List<Sent> arrivals = RandomTraffic.inOrder(seed, SPARSE);
            all.addAll(new FeatureOracle(window, lifetime(seed), LimitConfig.DEFAULT.groups(), HEADER_BYTES)
                    .read(arrivals)
                    .readings()
                    .values());
        }

        assertThat(all)
                .anyMatch(e -> e.signals().causes().timeoutAgeMs() < 1_000)
                .anyMatch(e -> e.facts().timeouts() == 0)
                .anyMatch(e -> Double.isNaN(e.facts().timeouts()))
                .anyMatch(e -> e.facts().markedShare() > 0)
                .anyMatch(e -> e.facts().receiverShare() > 0.5)
                .anyMatch(e -> e.signals().samples() > 0 && e.signals().newestSamples() == 0);
    }

    private static LifetimeConfig lifetime(long seed) {
        return new LifetimeConfig(
                Duration.ofMillis(500 + Math.floorMod(seed, 5) * 600),
                Duration.ofSeconds(30),
                Duration.ofMillis(7_000 + Math.floorMod(seed, 7) * 1_300),
                Duration.ofSeconds(9 + Math.floorMod(seed, 11)),
                Duration.ofSeconds(10));
    }

    /** Sends the same random batches to the oracle and to the replay. */
    private static FeatureOracle run(
            long seed, Shape shape, WindowConfig window, LifetimeConfig lifetime, FeatureReplay replay, Tally tally) {
        List<Sent> arrivals = RandomTraffic.inOrder(seed, shape);
        arrivals = RandomTraffic.withOddEvents(arrivals, seed);
        arrivals = RandomTraffic.disordered(arrivals, seed);
        arrivals = RandomTraffic.withLateBatches(arrivals, seed);
        arrivals = RandomTraffic.withDuplicates(arrivals, seed);

        FeatureOracle oracle =
                new FeatureOracle(window, lifetime, LimitConfig.DEFAULT.groups(), HEADER_BYTES).read(arrivals);
        arrivals.forEach(sent -> replay.add(sent.batch(), sent.monoToWallNs()));
        replay.finish();

        assertThat(tally.duplicates).isEqualTo(oracle.duplicates()).isPositive();
        assertThat(tally.rejected).isEqualTo(oracle.rejected()).containsKeys("late", "future", "implausible");
        return oracle;
    }

    private static void assertSame(List<PathReading> readings, Map<Key, Expected> all) {
        Mismatches mismatches = new Mismatches();
        Set<Key> keys = new LinkedHashSet<>();
        for (PathReading reading : readings) {
            Key key = new Key(reading.path(), reading.features().windowEndMs(), reading.kind());
            Expected expected = all.get(key);
            if (expected == null || !keys.add(key)) {
                mismatches.add(key, "invented or read twice", reading, "nothing");
            } else {
                compare(mismatches.of(key), reading, expected);
            }
        }
        all.forEach((key, expected) -> {
            if (!keys.contains(key)) {
                mismatches.add(key, "missing", "nothing", expected);
            }
        });
        assertThat(mismatches.first())
                .as("of %d mismatches", mismatches.count())
                .isEmpty();
        assertThat(keys.stream().map(Key::kind)).contains(ReadingKind.values());
        assertThat(all.values().stream().map(e -> e.count() > EXACT))
                .as("windows with many samples and with few")
                .contains(true, false);
    }

    private static void compare(Mismatches is, PathReading reading, Expected e) {
        PathFeatures f = reading.features();
        is.same("count", f.count(), e.count());
        is.same("segments", f.segments(), e.segments());
        is.same("retransmits", f.retransmits(), e.retransmits());
        is.same("dsacks", f.dsacks(), e.dsacks());
        is.same("active streams", f.activeStreams(), e.gauges().active());
        is.same("open connections", f.openConnections(), e.gauges().open());
        is.same("unsent bytes", f.unsentBytes(), e.gauges().unsent());
        is.same("min", f.minRttMs(), e.minMs());
        is.same("max", f.maxRttMs(), e.maxMs());
        is.same("baseline", f.baselineRttMs(), e.baselineMs());
        is.same("oldest event", f.oldestEventMs(), e.oldestEventMs());
        is.close("mean", f.meanRttMs(), e.meanMs(), SAME);
        is.close("p50", f.p50RttMs(), e.p50Ms(), e.count() > EXACT ? CLOSE : 0);
        is.close("p95", f.p95RttMs(), e.p95Ms(), e.count() > EXACT ? CLOSE : 0);
        is.close("variation", f.rttVariationMs(), e.variationMs(), SAME);
        is.close("retransmit rate", f.retransmitRate(), e.retransmitRate(), SAME);
        is.close("goodput", f.goodput(), e.goodput(), SAME);
        is.close("app-limited share", f.appLimitedShare(), e.appLimitedShare(), SAME);
        is.close("long mean", f.longMeanRttMs(), e.longMeanMs(), SAME);
        is.close("long p50", f.longP50RttMs(), e.longP50Ms(), e.longCount() > EXACT ? CLOSE : 0);
        is.close("long p95", f.longP95RttMs(), e.longP95Ms(), e.longCount() > EXACT ? CLOSE : 0);
        if (!Set.of(reading.sites()).equals(e.sites())) {
            is.add("sites", List.of(reading.sites()), e.sites());
        }
        compare(is, f.facts(), e.facts());
        compare(is, reading.signals(), f, e);
    }

    private static void compare(Mismatches is, PathFacts f, CauseOracle.Facts e) {
        is.same("timeouts", f.timeouts(), e.timeouts());
        is.same("fast retransmits", f.fastRetransmits(), e.fastRetransmits());
        is.same("reorderings", f.reorderings(), e.reorderings());
        is.close("receiver-limited share", f.receiverLimitedShare(), e.receiverShare(), SAME);
        is.close("send-buffer-limited share", f.sendBufferLimitedShare(), e.sendBufferShare(), SAME);
        is.close("marked share", f.markedShare(), e.markedShare(), SAME);
        is.same("handshake", f.handshakeRttMs(), e.handshakeMs());
    }

    private static void compare(Mismatches is, PathSignals s, PathFeatures f, Expected e) {
        Signals signals = e.signals();
        is.same("now", s.nowMs(), f.windowEndMs());
        is.same("near samples", s.samples(), signals.samples());
        is.same("sample age", s.sampleAgeMs(), signals.sampleAgeMs());
        is.same("segments of the loss span", s.segments(), signals.segments());
        is.same("retransmits of the loss span", s.retransmits(), signals.retransmits());
        is.same("dsacks of the loss span", s.dsacks(), signals.dsacks());
        is.same("signalled active streams", s.activeStreams(), e.gauges().active());
        is.same("signalled open connections", s.openConnections(), e.gauges().open());
        is.same("signalled unsent bytes", s.unsentBytes(), e.gauges().unsent());
        is.same("in flight", s.inFlight(), e.gauges().inFlight());
        is.same("signalled baseline", s.baselineRttMs(), signals.baselineMs());
        is.close("near p50", s.rttP50Ms(), signals.rttP50Ms(), signals.samples() > EXACT ? CLOSE : 0);
        is.close("newest", s.newestRttMs(), signals.newestRttMs(), signals.newestSamples() > EXACT ? CLOSE : 0);
        is.close("delivery rate", s.deliveryRate(), signals.deliveryRate(), SAME);
        is.close("newest delivery rate", s.newestDeliveryRate(), signals.newestDeliveryRate(), SAME);
        is.close("near app-limited share", s.appLimitedShare(), signals.appLimitedShare(), SAME);
        compare(is, s.causes(), signals.causes());
    }

    private static void compare(Mismatches is, PathCauses c, CauseOracle.Causes e) {
        is.same("timeout age", c.timeoutAgeMs(), e.timeoutAgeMs());
        is.same("near retransmits", c.recentRetransmits(), e.retransmits());
        is.close("near receiver share", c.receiverLimitedShare(), e.receiverShare(), SAME);
        is.same("fast of the loss span", c.fastRetransmits(), e.fastRetransmits());
        is.same("reorderings of the loss span", c.reorderings(), e.reorderings());
    }

    private static WindowConfig config(
            long paneMs, long summaryMs, long paceMs, long windowMs, long slideMs, long longMs) {
        WindowConfig d = WindowConfig.DEFAULT;
        return new WindowConfig(
                Duration.ofMillis(paneMs),
                Duration.ofMillis(summaryMs),
                Duration.ofMillis(paceMs),
                Duration.ofMillis(windowMs),
                Duration.ofMillis(slideMs),
                Duration.ofMillis(longMs),
                d.baseline(),
                d.shortWindow(),
                d.lossSpan(),
                d.stagger());
    }
}

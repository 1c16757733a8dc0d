package dev.tokenflow.core.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.pane.Slots;
import dev.tokenflow.core.pane.WindowConfig;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.LimitConfig;
import dev.tokenflow.core.path.PathFeatures;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.PathSignals;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.core.replay.RandomTraffic.Shape;
import dev.tokenflow.core.shard.AlarmConfig;
import dev.tokenflow.core.shard.ShardCodec;
import dev.tokenflow.core.window.GroupCodec;
import dev.tokenflow.core.window.PathGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What may happen to batches on their way, and to the state in between, and must not show. */
class FeatureReplayTest {
    private static final Shape TRAFFIC = new Shape(45_000, 60, 8_000, 100, 0.08);
    private static final LifetimeConfig LIFETIME = new LifetimeConfig(
            Duration.ofSeconds(2),
            Duration.ofSeconds(30),
            Duration.ofMillis(6_300),
            Duration.ofSeconds(9),
            Duration.ofSeconds(10));

    /** A reading whose parts are compared bit by bit. */
    private record Row(ReadingKind kind, PathFeatures features, PathSignals signals, List<String> sites) {}

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 20);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void disorderWithinTheBoundDoesNotShow(long seed) {
        List<Sent> inOrder = RandomTraffic.inOrder(seed, TRAFFIC);
        List<Sent> disordered = RandomTraffic.disordered(inOrder, seed);
        assertThat(disordered).isNotEqualTo(inOrder);
        Tally expected = replay(inOrder);
        Tally tally = replay(disordered);

        assertThat(tally.reordered).isPositive();
        assertThat(tally.rejected).isEmpty();
        assertThat(regularRows(tally)).isEqualTo(regularRows(expected));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void duplicatesDoNotShow(long seed) {
        List<Sent> once = RandomTraffic.withLateBatches(RandomTraffic.inOrder(seed, TRAFFIC), seed);
        List<Sent> twice = RandomTraffic.withDuplicates(once, seed);
        Tally expected = replay(once);
        Tally tally = replay(twice);

        assertThat(tally.duplicates).isEqualTo(expected.duplicates + twice.size() - once.size());
        assertThat(tally.rejected).isEqualTo(expected.rejected);
        assertThat(rows(tally.readings)).isEqualTo(rows(expected.readings));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void savingAndLoadingInTheMiddleDoesNotShow(long seed) {
        List<Sent> batches = RandomTraffic.inOrder(seed, TRAFFIC);
        batches = RandomTraffic.withOddEvents(batches, seed);
        batches = RandomTraffic.disordered(batches, seed);
        batches = RandomTraffic.withLateBatches(batches, seed);
        batches = RandomTraffic.withDuplicates(batches, seed);
        Tally expected = replay(batches);

        Random random = new Random(seed);
        Tally tally = new Tally();
        FeatureReplay replay = Replays.of(WindowConfig.DEFAULT, LIFETIME, tally);
        for (Sent sent : batches) {
            replay.add(sent.batch(), sent.monoToWallNs());
            if (random.nextInt(40) == 0) {
                replay.shards().replaceAll((name, state) -> ShardCodec.decode(ShardCodec.encode(state)));
                replay.groups().replaceAll((number, state) -> savedOrCopied(state));
            }
        }
        replay.finish();

        assertThat(tally.rejected).isEqualTo(expected.rejected);
        assertThat(tally.duplicates).isEqualTo(expected.duplicates);
        assertThat(tally.forgotten).isEqualTo(expected.forgotten);
        assertThat(tally.readings).anyMatch(r -> r.features().alarm());
        assertThat(rows(tally.readings)).isEqualTo(rows(expected.readings));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void alarmsDoNotShowInTheOtherRows(long seed) {
        List<Sent> batches = RandomTraffic.inOrder(seed, TRAFFIC);
        Tally expected = new Tally();
        FeatureReplay silent =
                Replays.of(WindowConfig.DEFAULT, new AlarmConfig(0, 0, 0, 1), LIFETIME, LimitConfig.DEFAULT, expected);
        batches.forEach(sent -> silent.add(sent.batch(), sent.monoToWallNs()));
        silent.finish();
        Tally tally = replay(batches);

        assertThat(expected.readings).noneMatch(r -> r.features().alarm());
        assertThat(tally.readings.size() - tally.regular().size())
                .isEqualTo(
                        (int) tally.blocks.stream().filter(PaneBlock::isAlarm).count())
                .isPositive();
        assertThat(regularRows(tally)).isEqualTo(rows(expected.readings));
    }

    /**
     * Two tenants have agents of the same names, whose batches have the same numbers, and the same clients. All paths
     * are in one group, because groups take turns, and which one a path is in depends on its tenant.
     */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void tenantsNeverMix(long seed) {
        List<Sent> all = RandomTraffic.inOrder(seed, TRAFFIC);
        List<Sent> half = all.stream().map(FeatureReplayTest::everySecondEvent).toList();
        Tally together = new Tally();
        FeatureReplay replay = inOneGroup(together);
        for (int i = 0; i < all.size(); i++) {
            replay.add(all.get(i).batch("team-a"), all.get(i).monoToWallNs());
            replay.add(half.get(i).batch("team-b"), half.get(i).monoToWallNs());
            if (i == all.size() / 2) {
                replay.shards().replaceAll((name, state) -> ShardCodec.decode(ShardCodec.encode(state)));
                replay.groups().replaceAll((number, state) -> savedOrCopied(state));
            }
        }
        replay.finish();

        assertThat(together.duplicates).isZero();
        assertThat(together.regular())
                .extracting(PathReading::path)
                .contains("site@team-a/host-0", "site@team-b/host-0");
        assertThat(ofTenant(together, "team-a")).isEqualTo(alone(all)).isNotEqualTo(ofTenant(together, "team-b"));
        assertThat(ofTenant(together, "team-b")).isEqualTo(alone(half));
    }

    private static FeatureReplay inOneGroup(Tally tally) {
        LimitConfig oneGroup = new LimitConfig(1, 500_000, 250_000);
        return Replays.of(WindowConfig.DEFAULT, AlarmConfig.DEFAULT, LIFETIME, oneGroup, tally);
    }

    private static Map<String, List<String>> alone(List<Sent> batches) {
        Tally tally = new Tally();
        FeatureReplay replay = inOneGroup(tally);
        batches.forEach(sent -> add(replay, sent));
        replay.finish();
        return ofTenant(tally, "");
    }

    private static Sent everySecondEvent(Sent sent) {
        return sent.with(IntStream.range(0, sent.events().size())
                .filter(i -> i % 2 == 0)
                .mapToObj(sent.events()::get)
                .toList());
    }

    /** The regular readings of one tenant's paths, without his name. */
    private static Map<String, List<String>> ofTenant(Tally tally, String tenant) {
        Map<String, List<String>> rows = new TreeMap<>();
        for (PathReading r : tally.regular()) {
            if (r.features().name().tenant().equals(tenant)) {
                Row row = new Row(r.kind(), r.features(), r.signals(), List.of(r.sites()));
                rows.computeIfAbsent(r.features().key(), key -> new ArrayList<>())
                        .add(row.toString().replace("tenant=" + tenant, "tenant="));
            }
        }
        return rows;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whenAllTimeHasPassedNothingIsRemembered(long seed) {
        Tally tally = new Tally();
        FeatureReplay replay = Replays.of(WindowConfig.DEFAULT, LIFETIME, tally);
        RandomTraffic.inOrder(seed, TRAFFIC).forEach(sent -> replay.add(sent.batch(), sent.monoToWallNs()));
        assertThat(replay.shards()).isNotEmpty();
        assertThat(replay.groups()).isNotEmpty();
        replay.finish();

        assertThat(replay.shards()).isEmpty();
        assertThat(replay.groups()).isEmpty();
        Map<String, ReadingKind> last = new TreeMap<>();
        tally.regular().forEach(reading -> last.put(reading.path(), reading.kind()));
        assertThat(last.values()).containsOnly(ReadingKind.EXPIRED);
    }

    @Test
    void eventTimeFollowsTheNewestBatchAtAFixedDistance() {
        Tally tally = new Tally();
        FeatureReplay replay = Replays.of(Slots.OF_100_MS, LIFETIME, tally);
        Feed feed = new Feed("host");
        add(replay, feed.ack(1_150, "203.0.113.7", 1, 40_000).send(1_160));
        assertThat(replay.watermarkMs()).isEqualTo(1_160 - 51);
        add(replay, feed.send(1_100));
        assertThat(replay.watermarkMs()).isEqualTo(1_160 - 51);
        add(replay, feed.send(1_249));
        assertThat(tally.blocks).isEmpty();
        add(replay, feed.send(1_250));
        assertThat(tally.blocks).as("the slot that ends at 1200 is over").isNotEmpty();
        replay.advance(1_219);

        assertThat(tally.readings)
                .extracting(r -> r.path() + "@" + r.features().windowEndMs())
                .containsExactlyInAnyOrder("client/203.0.113.7@1200", "prefix/203.0.113.0/24@1200", "site/host@1200");
    }

    @Test
    void shardsShareOneTime() {
        Tally tally = new Tally();
        FeatureReplay replay = Replays.of(Slots.of(25), LIFETIME, tally);
        Feed one = new Feed("one");
        Feed two = new Feed("two");
        add(replay, one.ack(1_150, "203.0.113.7", 1, 40_000).send(1_160));
        add(replay, two.ack(2_150, "203.0.113.7", 1, 80_000).send(2_160));
        add(replay, one.ack(1_170, "203.0.113.7", 1, 40_000).send(1_180));
        replay.finish();

        assertThat(tally.rejected).isEmpty();
        assertThat(tally.regular())
                .filteredOn(r -> r.features().windowEndMs() == 2_200)
                .extracting(r -> r.path() + " " + r.features().count() + " of " + List.of(r.sites()))
                .contains("client/203.0.113.7 3 of [one, two]", "site/two 1 of [two]");
    }

    @Test
    void aSilentShardDoesNotKeepOthersFromGoingOn() {
        Tally tally = new Tally();
        FeatureReplay replay = Replays.of(Slots.of(25), LifetimeConfig.DEFAULT, tally);
        Feed gone = new Feed("gone");
        Feed alive = new Feed("alive");
        add(replay, gone.ack(1_150, "203.0.113.7", 1, 40_000).send(1_160));
        for (long closedMs = 1_200; closedMs <= 13_000; closedMs += 100) {
            add(replay, alive.send(closedMs));
        }
        assertThat(replay.shards()).containsOnlyKeys("alive/0");
        PathReading last = tally.readings.get(tally.readings.size() - 1);

        assertThat(last.features().windowEndMs()).isEqualTo(11_200);
        assertThat(last.features().openConnections()).isZero();
    }

    @Test
    void heartbeatsAloneLeaveNoReading() {
        Tally tally = new Tally();
        FeatureReplay replay = Replays.of(WindowConfig.DEFAULT, LIFETIME, tally);
        Feed feed = new Feed("host");
        for (long closedMs = 1_000; closedMs <= 5_000; closedMs += 100) {
            add(replay, feed.send(closedMs));
        }
        assertThat(replay.shards()).hasSize(1);
        replay.finish();

        assertThat(tally.readings).isEmpty();
        assertThat(replay.shards()).isEmpty();
    }

    private static void add(FeatureReplay replay, Sent sent) {
        replay.add(sent.batch(), sent.monoToWallNs());
    }

    private static Tally replay(List<Sent> batches) {
        Tally tally = new Tally();
        FeatureReplay replay = Replays.of(WindowConfig.DEFAULT, LIFETIME, tally);
        batches.forEach(sent -> add(replay, sent));
        replay.finish();
        return tally;
    }

    private static Map<String, List<Row>> regularRows(Tally tally) {
        return rows(tally.regular());
    }

    /** The readings of each path in their order. */
    private static Map<String, List<Row>> rows(List<PathReading> readings) {
        Map<String, List<Row>> rows = new TreeMap<>();
        for (PathReading r : readings) {
            rows.computeIfAbsent(r.path(), path -> new ArrayList<>())
                    .add(new Row(r.kind(), r.features(), r.signals(), List.of(r.sites())));
        }
        return rows;
    }

    /** Half of the groups go on as a copy, which is what a checkpoint leaves them with; half as loaded. */
    private static PathGroup savedOrCopied(PathGroup state) {
        byte[] saved = GroupCodec.encode(state);
        PathGroup next = state.handOver();
        assertThat(GroupCodec.encode(next)).isEqualTo(saved);
        return state.number() % 2 == 0 ? next : GroupCodec.decode(saved);
    }
}

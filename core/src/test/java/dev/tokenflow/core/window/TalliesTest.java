package dev.tokenflow.core.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.control.PathControl;
import dev.tokenflow.core.control.RowConfig;
import dev.tokenflow.core.control.Scorer;
import dev.tokenflow.core.control.ThresholdLaw;
import dev.tokenflow.core.control.Told;
import dev.tokenflow.core.pane.WindowConfig;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.LimitConfig;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.core.replay.Feed;
import dev.tokenflow.core.shard.Panes;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.hint.Tenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TalliesTest {
    private static final int CLIENTS = 14;
    private static final int AGENTS = 3;

    /** What was last seen of a client, when it was looked at. */
    private record Known(List<PathName> neighbourhoods, boolean congested) {}

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 10);
    }

    /** Clients come, change agents, are congested or not, fall silent and are forgotten; there is not room for all. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void talliesAreWhatARecountGives(long seed) {
        LifetimeConfig lifetime = new LifetimeConfig(
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofSeconds(1),
                Duration.ofSeconds(60),
                Duration.ofSeconds(10));
        WindowRoller roller = new WindowRoller(
                WindowConfig.DEFAULT, lifetime, new LimitConfig(1, CLIENTS - 2, 100), 52, RollMode.ON_NEWS);
        Told told = new Told();
        PathControl control =
                new PathControl(path -> new ThresholdLaw(), lifetime, RowConfig.DEFAULT, Scorer.NONE, told);
        Recounting recount = new Recounting(control);
        PathGroup group = new PathGroup(0, 1, 25);
        Random random = new Random(seed);
        int most = 0;
        for (long endMs = 1_025; endMs < 60_000; endMs += 25) {
            for (int agent = 0; agent < AGENTS; agent++) {
                PathName client = client(random.nextInt(CLIENTS));
                int open = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(2);
                int rttUs = random.nextBoolean() ? 200_000 : 40_000;
                Panes panes = new Panes("host-" + agent, endMs);
                panes.events(
                        Panes.gauges(client, random.nextInt(open + 1), open, 0, 0),
                        new Feed("host")
                                .seen(endMs - 9, client.key(), 1, EventKind.RTT)
                                .rtt(1, rttUs, rttUs, rttUs, 0, true));
                if (random.nextInt(8) == 0) {
                    roller.add(group, panes.finished(), recount);
                }
            }
            for (long wakeMs = roller.wakeMs(group); wakeMs <= endMs; wakeMs = roller.wakeMs(group)) {
                roller.wake(group, wakeMs, recount);
            }
            if (random.nextInt(40) == 0) {
                if (random.nextBoolean()) {
                    group = group.handOver();
                } else {
                    group = GroupCodec.decode(GroupCodec.encode(group));
                    roller.wake(group, endMs, recount);
                    recount.anew(group);
                }
            }
            most = Math.max(most, recount.assertSame(group.tallies()));
        }

        assertThat(most).as("clients that were active at once").isGreaterThan(5);
        assertThat(told.withdrawn).hasSizeGreaterThan(10);
        assertThat(told.evicted).isPositive();
        assertThat(told.clients).anyMatch(count -> count.congested() > 1);
    }

    @Test
    void changesAreToldAtOnceTheSameNowAndThenAndNothingForTheLastTime() {
        Tallies tallies = new Tallies();
        PathWindow client = new PathWindow(client(1));
        PathName prefix = client.name.prefix();
        tallies.count(client, List.of(prefix), false);
        assertThat(told(tallies, 1_000)).containsExactly("203.0.113.0/24 1 0");
        assertThat(told(tallies, 1_200)).isEmpty();
        tallies.count(client, List.of(prefix), false);
        assertThat(told(tallies, 1_400)).as("it is the same").isEmpty();
        assertThat(told(tallies, 1_666)).containsExactly("203.0.113.0/24 1 0");
        tallies.count(client, List.of(prefix), true);
        assertThat(told(tallies, 1_700)).containsExactly("203.0.113.0/24 1 1");
        tallies.count(client, List.of(), true);
        assertThat(told(tallies, 1_800)).containsExactly("203.0.113.0/24 0 0");
        assertThat(told(tallies, 10_000)).isEmpty();
        assertThat(tallies.active(prefix)).isZero();
    }

    private static List<String> told(Tallies tallies, long nowMs) {
        List<String> told = new ArrayList<>();
        tallies.tell(
                nowMs,
                666,
                tally -> told.add(tally.neighbourhood().key() + " " + tally.active() + " " + tally.congested()));
        return told;
    }

    private static PathName client(int number) {
        return Panes.client("203.0.113." + number);
    }

    /** Passes all on, and counts by itself from what is seen of each client. */
    private static final class Recounting implements RollSink {
        private final PathControl control;
        private final Map<String, Known> known = new TreeMap<>();

        Recounting(PathControl control) {
            this.control = control;
        }

        @Override
        public boolean step(PathGroup group, PathMemory path, PathView view) {
            boolean isRowDue = control.step(group, path, view);
            look(path, view);
            return isRowDue;
        }

        @Override
        public void reading(PathGroup group, PathMemory path, PathView view) {
            control.reading(group, path, view);
            if (view.kind() == ReadingKind.EXPIRED) {
                known.remove(path.name.key());
            } else if (view.kind() == ReadingKind.REFRESH || view.isAlarm()) { // else the last step has decided
                look(path, view);
            }
        }

        private void look(PathMemory path, PathView view) {
            boolean active = view.signals().activeStreams() > 0;
            know(path, active ? view.reading().sites() : null);
        }

        private void know(PathMemory path, String @Nullable [] sites) {
            List<PathName> all = new ArrayList<>();
            if (sites != null) {
                all.add(path.name.prefix());
                Arrays.stream(sites)
                        .distinct()
                        .map(site -> PathName.site(Tenant.NONE, site))
                        .forEach(all::add);
            }
            boolean congested = path.pacing != null && path.pacing.isCongested();
            known.put(path.name.key(), new Known(all, congested));
        }

        /** After a load all are counted as they are now, also what came since they were looked at last. */
        void anew(PathGroup group) {
            known.clear();
            for (PathWindow path = group.oldest; path != null; path = path.newer) {
                know(path, path.activeStreams() > 0 ? path.sites(group) : null);
            }
        }

        @Override
        public void slide(PathGroup group, long endMs) {
            control.slide(group, endMs);
        }

        @Override
        public void evicted() {
            control.evicted();
        }

        @Override
        public void refused() {
            control.refused();
        }

        /** @return active clients of the prefix */
        int assertSame(Tallies tallies) {
            List<PathName> names = new ArrayList<>(List.of(client(1).prefix()));
            for (int agent = 0; agent < AGENTS; agent++) {
                names.add(PathName.site(Tenant.NONE, "host-" + agent));
            }
            for (PathName name : names) {
                List<Known> those = known.values().stream()
                        .filter(client -> client.neighbourhoods().contains(name))
                        .toList();
                assertThat(tallies.active(name)).isEqualTo(those.size());
                assertThat(tallies.congested(name))
                        .isEqualTo((int) those.stream().filter(Known::congested).count());
            }
            return tallies.active(names.get(0));
        }
    }
}

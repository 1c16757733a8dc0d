package dev.tokenflow.core.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.control.PathControl;
import dev.tokenflow.core.control.RowConfig;
import dev.tokenflow.core.control.Scorer;
import dev.tokenflow.core.control.ThresholdLaw;
import dev.tokenflow.core.control.Told;
import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.pane.WindowConfig;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.LimitConfig;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.replay.Feed;
import dev.tokenflow.core.replay.Seen;
import dev.tokenflow.core.shard.Panes;
import dev.tokenflow.protocol.event.EventKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A group is saved or copied at any instant, also between a pane and its step, and its decisions go on. */
class GroupCodecTest {
    private static final int PANES = 4_000;
    private static final int CLIENTS = 12;

    private final WindowConfig window = WindowConfig.DEFAULT;
    private final LifetimeConfig lifetime = new LifetimeConfig(
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10));

    @ParameterizedTest
    @EnumSource(RollMode.class)
    void savingOrCopyingInTheMiddleDoesNotShow(RollMode mode) {
        for (long seed = 1; seed <= 8; seed++) {
            List<String> expected = run(seed, mode, false);

            assertThat(run(seed, mode, true)).isEqualTo(expected);
            assertThat(expected)
                    .as("hints, rows and tombstones")
                    .hasSizeGreaterThan(500)
                    .anyMatch(line -> line.contains("withdrawn"));
        }
    }

    /** What is told, in an order that does not depend on that of lists, which is not saved. */
    private List<String> run(long seed, RollMode mode, boolean saves) {
        LimitConfig limits = new LimitConfig(1, 1_000, 1_000);
        WindowRoller roller = new WindowRoller(window, lifetime, limits, 52, mode);
        Told told = new Told();
        PathControl control =
                new PathControl(path -> new ThresholdLaw(), lifetime, RowConfig.DEFAULT, Scorer.NONE, told);
        PathGroup group = new PathGroup(0, 1, 25);
        Random random = new Random(seed);
        Random break_ = new Random(seed);
        PathGroup frozen = null;
        byte[] saved = {};
        for (long endMs = 1_025; endMs <= 1_000 + 25L * PANES; endMs += 25) {
            for (PaneBlock block : blocks(random, endMs)) {
                roller.add(group, block, control);
            }
            for (long wakeMs = roller.wakeMs(group); wakeMs <= endMs - 50; wakeMs = roller.wakeMs(group)) {
                roller.wake(group, wakeMs, control);
            }
            if (saves && break_.nextInt(10) == 0) {
                if (frozen != null) { // a checkpoint that takes long: the paths have gone on since
                    assertThat(GroupCodec.encode(frozen)).isEqualTo(saved);
                }
                saved = GroupCodec.encode(group);
                group.melt(); // saved, and no checkpoint of it is under way
                PathGroup loaded = GroupCodec.decode(saved);
                assertThat(GroupCodec.encode(loaded)).isEqualTo(saved);
                frozen = group;
                PathGroup next = group.handOver();
                group = break_.nextInt(3) > 0 ? next : loaded;
            }
        }
        List<String> lines = new ArrayList<>();
        told.hints.forEach(hint -> lines.add(hint.atMs() + " " + hint.path() + " "
                + hint.pacing().seq() + " " + hint.pacing().decision()));
        told.rows.forEach(row -> lines.add(row.features() + " " + row.signals() + " " + List.of(row.sites())));
        told.withdrawn.forEach(path -> lines.add(path + " withdrawn"));
        lines.sort(null);
        return lines;
    }

    /** Of one or two agents; one client in three says something, some of them raise an alarm. */
    private static List<PaneBlock> blocks(Random random, long endMs) {
        List<PaneBlock> blocks = new ArrayList<>();
        for (int agent = 0; agent < 2; agent++) {
            Panes panes = new Panes("host-" + agent, endMs);
            boolean some = false;
            for (int client = 0; client < CLIENTS; client++) {
                boolean sleeps = (endMs / 8_000 + client) % 3 == 0;
                if (sleeps || random.nextInt(3 + 10 * agent) > 0) {
                    continue;
                }
                PathName path = Panes.client("203.0.113." + client);
                boolean last = (endMs + 200) / 8_000 > endMs / 8_000;
                int open = last ? 0 : 1 + random.nextInt(2);
                int rttUs = 20_000 + random.nextInt(random.nextInt(20) == 0 ? 300_000 : 30_000);
                Seen ack = new Feed("host-" + agent)
                        .seen(endMs - 1 - random.nextInt(25), path.key(), 1, EventKind.RTT)
                        .rtt(1, rttUs, rttUs, rttUs, random.nextInt(9), true)
                        .progress(random.nextInt(2_000), random.nextInt(3), 0, 0);
                if (random.nextInt(40) == 0) {
                    Panes alarm = new Panes("host-" + agent, endMs);
                    blocks.add(alarm.events(Panes.gauges(path, open, open, 0, 1), ack)
                            .alarm(endMs - random.nextInt(25)));
                }
                panes.events(Panes.gauges(path, open, open, random.nextInt(900), random.nextInt(3)), ack);
                some = true;
            }
            if (some) {
                blocks.add(panes.finished());
            }
        }
        return blocks;
    }
}

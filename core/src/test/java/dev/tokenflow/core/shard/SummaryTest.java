package dev.tokenflow.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.pane.PaneView;
import dev.tokenflow.core.pane.WindowConfig;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.LimitConfig;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.replay.Feed;
import dev.tokenflow.core.replay.Tally;
import dev.tokenflow.protocol.hint.Tenant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Panes of 25 ms, summaries of 1 s: 40 turns. */
class SummaryTest {
    private static final String A = "203.0.113.7";
    private static final String B = "203.0.113.8";
    private static final String CLIENT = "client/" + A;
    private static final String PREFIX = "prefix/203.0.113.0/24";
    private static final String SITE = "site/host";

    private record Pane(String path, long endMs, int samples, int active, int open) {}

    private final PaneFolder folder =
            new PaneFolder(WindowConfig.DEFAULT, AlarmConfig.DEFAULT, LifetimeConfig.DEFAULT, LimitConfig.DEFAULT);
    private final Tally tally = new Tally();
    private final Feed feed = new Feed("host");
    private ShardState shard = new ShardState("host/0", "host", Tenant.NONE);

    @Test
    void aPrefixAndTheSiteAreToldOfOnceASecondInTheirTurn() {
        for (int i = 0; i < 40; i++) {
            feed.ack(10_000 + i * 25, i % 2 == 0 ? A : B, i % 2, 40_000);
        }
        send(11_000);
        closeThrough(13_000);

        assertThat(panes(CLIENT)).extracting(Pane::samples).startsWith(1, 1, 1).hasSizeGreaterThanOrEqualTo(20);
        for (String path : List.of(PREFIX, SITE)) {
            List<Pane> told = panes(path);
            assertThat(told).extracting(pane -> turnAt(pane.endMs())).containsOnly(turnOf(path));
            assertThat(told).extracting(Pane::endMs).doesNotHaveDuplicates();
            assertThat(told.stream().mapToInt(Pane::samples).sum()).isEqualTo(40);
            assertThat(told.get(told.size() - 1))
                    .extracting(Pane::active, Pane::open)
                    .containsExactly(0, 2);
        }
        assertThat(turnOf(PREFIX)).isNotEqualTo(turnOf(SITE));
    }

    @Test
    void thatAConnectionIsSilentCanWait() {
        send(feed.ack(10_010, A, 1, 40_000), 10_020);
        closeThrough(13_000);

        List<Pane> told = panes(CLIENT);
        assertThat(told).hasSize(2);
        assertThat(told.get(0)).isEqualTo(new Pane(CLIENT, 10_025, 1, 1, 1));
        assertThat(told.get(1))
                .extracting(Pane::samples, Pane::active, Pane::open)
                .containsExactly(0, 0, 1);
        assertThat(told.get(1).endMs()).as("active for a second").isBetween(11_025L, 12_025L);
        assertThat(turnAt(told.get(1).endMs())).isEqualTo(turnOf(CLIENT));
    }

    /** Also when no socket is left that would need a look at every pane. */
    @Test
    void aConnectionThatEndsIsToldOfAtOnceAndItsPrefixInTurn() {
        send(feed.ack(10_010, A, 1, 40_000), 10_020);
        send(feed.close(10_030, A, 1), 10_060);
        closeThrough(12_000);

        assertThat(panes(CLIENT)).last().isEqualTo(new Pane(CLIENT, 10_050, 0, 0, 0));
        assertThat(panes(PREFIX))
                .hasSize(1)
                .last()
                .extracting(Pane::samples, Pane::open)
                .containsExactly(1, 0);
        assertThat(panes(SITE)).hasSize(1);
        assertThat(shard.paths.size()).as("nothing is left of it").isZero();
    }

    @Test
    void aShardThatFallsSilentHasToldAll() {
        send(feed.ack(10_010, A, 1, 40_000), 10_020);
        assertThat(folder.closeThrough(shard, 60_000, tally)).isFalse();

        for (String path : List.of(CLIENT, PREFIX, SITE)) {
            assertThat(panes(path)).last().extracting(Pane::active, Pane::open).containsExactly(0, 0);
            assertThat(panes(path).stream().mapToInt(Pane::samples).sum()).isEqualTo(1);
        }
        assertThat(shard.summaries).isEmpty();
        assertThat(shard.unsaid).isEmpty();
    }

    @Test
    void whatIsNotToldYetIsSaved() {
        for (int i = 0; i < 10; i++) {
            feed.ack(10_000 + i * 25, A, 1, 40_000).ack(10_000 + i * 25, B, 2, 40_000);
        }
        send(feed.close(10_260, B, 2), 10_300);
        byte[] sent = ShardCodec.encode(shard);
        for (long throughMs = 10_300; throughMs < 13_000; throughMs += 25) {
            List<Pane> straight = from(ShardCodec.decode(sent), throughMs, false);
            assertThat(straight).extracting(Pane::path).contains(CLIENT, PREFIX, SITE);
            assertThat(from(ShardCodec.decode(sent), throughMs, true)).containsExactlyInAnyOrderElementsOf(straight);
        }
    }

    /** All panes that are still to come, with the state saved in between or not. */
    private List<Pane> from(ShardState begun, long throughMs, boolean isSaved) {
        tally.blocks.clear();
        shard = begun;
        closeThrough(throughMs);
        shard = isSaved ? ShardCodec.decode(ShardCodec.encode(shard)) : shard;
        closeThrough(14_000);
        return all();
    }

    private static int turnOf(String path) {
        PathName name = path.equals(SITE) ? PathName.site(Tenant.NONE, "host") : Panes.client(A);
        int group = name.group(LimitConfig.DEFAULT.groups());
        return group % 40;
    }

    private static int turnAt(long endMs) {
        return (int) (endMs / 25 % 40);
    }

    private void send(long closedMs) {
        send(feed, closedMs);
    }

    private void send(Feed events, long closedMs) {
        folder.add(shard, events.send(closedMs).batch(), 0, tally);
        closeThrough(closedMs);
    }

    private void closeThrough(long throughMs) {
        folder.closeThrough(shard, throughMs, tally);
    }

    private List<Pane> panes(String path) {
        return all().stream().filter(pane -> pane.path().equals(path)).toList();
    }

    private List<Pane> all() {
        List<Pane> panes = new ArrayList<>();
        PaneView view = new PaneView(25);
        for (PaneBlock block : tally.blocks) {
            for (view.of(block); view.next(); ) {
                panes.add(new Pane(
                        view.name().kafkaKey(),
                        view.endMs(),
                        view.count(),
                        view.activeStreams(),
                        view.openConnections()));
            }
        }
        return panes;
    }
}

package dev.tokenflow.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.pane.PaneView;
import dev.tokenflow.core.pane.Slots;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.LimitConfig;
import dev.tokenflow.core.replay.Feed;
import dev.tokenflow.core.replay.Tally;
import dev.tokenflow.protocol.hint.Scope;
import dev.tokenflow.protocol.hint.Tenant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One shard that is folded, for tests. Panes of 100 ms; slots are named by their end in ms. */
abstract class Folding {
    static final long PANE_MS = 100;
    static final String A = "203.0.113.7";
    static final String B = "203.0.113.8";
    static final String FAR = "2001:db8::1";

    final Feed feed = new Feed("host");
    final Tally tally = new Tally();
    ShardState shard = new ShardState("host/0", "host", Tenant.NONE);
    PaneFolder folder = folder(AlarmConfig.DEFAULT, LifetimeConfig.DEFAULT, LimitConfig.DEFAULT);

    static PaneFolder folder(AlarmConfig alarm, LifetimeConfig lifetime, LimitConfig limits) {
        return new PaneFolder(Slots.OF_100_MS, alarm, lifetime, limits);
    }

    void add(Feed events, long closedMs) {
        folder.add(shard, events.send(closedMs).batch(), 0, tally);
    }

    void closeUpTo(long endMs) {
        for (long wakeMs = folder.wakeMs(shard); wakeMs <= endMs; wakeMs = folder.wakeMs(shard)) {
            assertThat(folder.close(shard, wakeMs, tally)).isTrue();
        }
    }

    /** The finished panes of a slot by path; none comes twice. */
    Map<String, Said> said(long endMs) {
        Map<String, Said> said = new TreeMap<>();
        for (PaneBlock block : tally.blocks) {
            if (!block.isAlarm() && block.endMs() == endMs) {
                all(block)
                        .forEach(
                                (path, pane) -> assertThat(said.put(path, pane)).isNull());
            }
        }
        return said;
    }

    List<PaneBlock> alarms() {
        return tally.blocks.stream().filter(PaneBlock::isAlarm).toList();
    }

    static Map<String, Said> all(PaneBlock block) {
        Map<String, Said> said = new TreeMap<>();
        PaneView view = new PaneView(PANE_MS).of(block);
        while (view.next()) {
            assertThat(view.name().scope()).isNotEqualTo(Scope.NONE);
            said.put(view.name().kafkaKey(), Said.of(view));
        }
        return said;
    }

    record Said(
            long endMs,
            List<Integer> samplesUs,
            long bytesAcked,
            long retransmits,
            long oldestEventMs,
            long newestSampleMs,
            int activeStreams,
            int openConnections,
            long unsentBytes,
            long inFlight) {

        static Said gauges(long endMs, int active, int open, long unsent, long inFlight) {
            return new Said(endMs, List.of(), 0, 0, -1, -1, active, open, unsent, inFlight);
        }

        static Said of(PaneView pane) {
            return new Said(
                    pane.endMs(),
                    Arrays.stream(pane.samplesUs()).boxed().toList(),
                    pane.bytesAcked(),
                    pane.retransmits(),
                    pane.hasEvents() ? pane.oldestEventNs() / Feed.NS_PER_MS : -1,
                    pane.newestSampleMs() == Long.MIN_VALUE ? -1 : pane.newestSampleMs(),
                    pane.activeStreams(),
                    pane.openConnections(),
                    pane.unsentBytes(),
                    pane.inFlight());
        }

        /** Active streams, open connections, unsent bytes, segments in flight. */
        long[] gauges() {
            return new long[] {activeStreams, openConnections, unsentBytes, inFlight};
        }
    }
}

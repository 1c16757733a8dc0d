package dev.tokenflow.core.shard;

import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.pane.WindowConfig;
import dev.tokenflow.core.path.LimitConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says what is told of a shard, and when. The pane of a client with events is told when it is closed, and before when
 * it is alarming. Nobody paces by prefixes and sites, nor by the news that a connection without events is active no
 * more or was forgotten, so these are told once in a <em>summary</em>. Groups of paths take turns at that, so that not
 * all comes at once. Holds no state but scratch space; not thread-safe.
 */
final class PanePublisher {
    private final long paneMs;
    private final int summaryPanes;
    private final BlockPacker packer;

    PanePublisher(WindowConfig window, LimitConfig limits) {
        paneMs = window.pane().toMillis();
        summaryPanes = (int) (window.summary().toMillis() / paneMs);
        packer = new BlockPacker(limits.groups());
    }

    /**
     * Sends what is known of alarmed clients: all their open panes, oldest first, each client in a block of its own.
     */
    void alarm(ShardState shard, List<PaneAccumulator> alarmed, long atMs, FoldSink sink) {
        for (PaneAccumulator client : alarmed) {
            PaneAccumulator newest = client.path.lastPending;
            if (newest != null) {
                for (PaneAccumulator pane = client.path.firstPending; pane != null; pane = pane.later) {
                    packer.add(pane, pane.endMs, (newest.endMs - pane.endMs) / paneMs);
                }
                if (client.hasSamples()) {
                    rememberMedian(client, newest.endMs);
                }
                packer.emit(shard, newest.endMs, Math.max(atMs, newest.endMs - paneMs), sink);
            }
        }
    }

    private static void rememberMedian(PaneAccumulator pane, long endMs) {
        PathGauges path = pane.path;
        if (endMs > path.recentMedianEndMs) {
            path.recentMedianUs = pane.medianUs();
            path.recentMedianEndMs = endMs;
        }
    }

    /**
     * Sends the panes that have events or changed gauges, and forgets paths of which nothing is known any more.
     *
     * @param all whether nothing may wait for a summary
     */
    void publish(ShardState shard, @Nullable OpenPane openPane, long endMs, boolean all, FoldSink sink) {
        if (openPane != null && !openPane.clients.isEmpty()) {
            for (PaneAccumulator client : openPane.clients) {
                for (PathGauges wider = client.path.parent; wider != null; wider = wider.parent) {
                    summary(shard, wider, endMs).addPart(client);
                }
                pack(client, endMs);
                if (client.hasSamples()) {
                    rememberMedian(client, endMs);
                }
                if (client.hasSamples() || client.hasTimeout()) {
                    client.path.timedOut = client.isUnanswered();
                }
            }
            forgetClosed(shard, openPane.clients);
        }
        while (!shard.summaries.isEmpty() && (all || shard.summaries.firstKey() <= endMs)) {
            List<PaneAccumulator> due = shard.summaries.pollFirstEntry().getValue();
            due.forEach(summary -> pack(summary, endMs));
            forgetClosed(shard, due);
        }
        publishGauges(shard, endMs, all);
        packer.emit(shard, endMs, PaneBlock.NO_ALARM, sink);
    }

    private void publishGauges(ShardState shard, long endMs, boolean all) {
        for (PathGauges path : shard.changed) {
            if (path.isDirty()) {
                shard.unsaid
                        .computeIfAbsent(turnOf(packer.group(path)), turn -> new ArrayList<>())
                        .add(path);
            } else {
                unlist(shard, path);
            }
        }
        shard.changed.clear();
        if (all) {
            shard.unsaid.values().forEach(paths -> publishGauges(shard, paths));
            shard.unsaid.clear();
        } else {
            List<PathGauges> due = shard.unsaid.remove(turnAt(endMs));
            if (due != null) {
                publishGauges(shard, due);
            }
        }
    }

    private void publishGauges(ShardState shard, List<PathGauges> paths) {
        for (PathGauges path : paths) {
            if (path.isDirty()) {
                packer.add(path);
                path.published();
            }
        }
        for (PathGauges path : paths) {
            path.listed = false;
        }
        for (PathGauges path : paths) {
            unlist(shard, path);
        }
    }

    private static void unlist(ShardState shard, PathGauges path) {
        path.listed = false;
        if (shard.paths.get(path.name) == path) {
            shard.removeIfForgotten(path);
        }
    }

    /** The pane of a prefix or site that is open at {@code endMs}. */
    private PaneAccumulator summary(ShardState shard, PathGauges path, long endMs) {
        PaneAccumulator newest = path.lastPending;
        if (newest != null && newest.endMs >= endMs) {
            return newest;
        }
        int wait = Math.floorMod(turnOf(packer.group(path)) - turnAt(endMs), summaryPanes);
        long summaryMs = endMs + wait * paneMs;
        return path.pane(summaryMs, shard.summaries.computeIfAbsent(summaryMs, end -> new ArrayList<>()));
    }

    /** Whose turn it is at the end of a pane. */
    private int turnAt(long endMs) {
        return (int) Math.floorMod(Math.floorDiv(endMs, paneMs), (long) summaryPanes);
    }

    private int turnOf(int group) {
        return group % summaryPanes;
    }

    private void pack(PaneAccumulator pane, long endMs) {
        packer.add(pane, endMs, 0);
        pane.path.published();
    }

    private static void forgetClosed(ShardState shard, List<PaneAccumulator> published) {
        for (PaneAccumulator pane : published) {
            pane.path.dropFirst(pane);
            shard.removeIfForgotten(pane.path);
        }
    }
}

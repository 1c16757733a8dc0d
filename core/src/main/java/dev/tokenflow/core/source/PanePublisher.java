package dev.tokenflow.core.source;

import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.pane.WindowConfig;
import dev.tokenflow.core.path.LimitConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says what is told of a source, and when. The pane of a client with events is told when it is closed, and before when
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
    void alarm(SourceState source, List<PaneAccumulator> alarmed, long atMs, FoldSink sink) {
        for (PaneAccumulator client : alarmed) {
            PaneAccumulator newest = client.path.lastPending;
            if (newest != null) {
                for (PaneAccumulator pane = client.path.firstPending; pane != null; pane = pane.later) {
                    packer.add(pane, pane.endMs, (newest.endMs - pane.endMs) / paneMs);
                }
                if (client.hasSamples()) {
                    rememberMedian(client, newest.endMs);
                }
                packer.emit(source, newest.endMs, Math.max(atMs, newest.endMs - paneMs), sink);
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
    void publish(SourceState source, @Nullable OpenPane openPane, long endMs, boolean all, FoldSink sink) {
        if (openPane != null && !openPane.clients.isEmpty()) {
            for (PaneAccumulator client : openPane.clients) {
                for (PathGauges wider = client.path.parent; wider != null; wider = wider.parent) {
                    summary(source, wider, endMs).addPart(client);
                }
                pack(client, endMs);
                if (client.hasSamples()) {
                    rememberMedian(client, endMs);
                }
            }
            forgetClosed(source, openPane.clients);
        }
        while (!source.summaries.isEmpty() && (all || source.summaries.firstKey() <= endMs)) {
            List<PaneAccumulator> due = source.summaries.pollFirstEntry().getValue();
            due.forEach(summary -> pack(summary, endMs));
            forgetClosed(source, due);
        }
        publishGauges(source, endMs, all);
        packer.emit(source, endMs, PaneBlock.NO_ALARM, sink);
    }

    private void publishGauges(SourceState source, long endMs, boolean all) {
        for (PathGauges path : source.changed) {
            if (path.isDirty()) {
                source.unsaid
                        .computeIfAbsent(turnOf(packer.group(path)), turn -> new ArrayList<>())
                        .add(path);
            } else {
                unlist(source, path);
            }
        }
        source.changed.clear();
        if (all) {
            source.unsaid.values().forEach(paths -> publishGauges(source, paths));
            source.unsaid.clear();
        } else {
            List<PathGauges> due = source.unsaid.remove(turnAt(endMs));
            if (due != null) {
                publishGauges(source, due);
            }
        }
    }

    private void publishGauges(SourceState source, List<PathGauges> paths) {
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
            unlist(source, path);
        }
    }

    private static void unlist(SourceState source, PathGauges path) {
        path.listed = false;
        if (source.paths.get(path.name) == path) {
            source.removeIfForgotten(path);
        }
    }

    /** The pane of a prefix or site that is open at {@code endMs}. */
    private PaneAccumulator summary(SourceState source, PathGauges path, long endMs) {
        PaneAccumulator newest = path.lastPending;
        if (newest != null && newest.endMs >= endMs) {
            return newest;
        }
        int wait = Math.floorMod(turnOf(packer.group(path)) - turnAt(endMs), summaryPanes);
        long summaryMs = endMs + wait * paneMs;
        return path.pane(summaryMs, source.summaries.computeIfAbsent(summaryMs, end -> new ArrayList<>()));
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

    private static void forgetClosed(SourceState source, List<PaneAccumulator> published) {
        for (PaneAccumulator pane : published) {
            pane.path.dropFirst(pane);
            source.removeIfForgotten(pane.path);
        }
    }
}

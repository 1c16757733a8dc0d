package dev.tokenflow.core.shard;

import dev.tokenflow.core.pane.PaneTimes;
import dev.tokenflow.core.pane.WindowConfig;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.LimitConfig;
import dev.tokenflow.protocol.event.Batch;
import dev.tokenflow.protocol.event.BatchHeader;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.SequenceWindow;
import dev.tokenflow.protocol.event.TcpEventView;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sums up the events of shards in panes: one for each client and slice of time, and merged from those one for each
 * prefix and one for the site in a longer time, the <em>summary</em>. A pane is filled as events come and is closed
 * when its owner says that the shard has told all of it. What events say of a socket (open, active, unsent bytes) is
 * taken over when the pane is closed, so until then neither the order of batches nor that of events matters. An event
 * that comes after that counts in the pane that is open: a shard is ordered, so it is a little late only, by the
 * disorder between processors or because its clock is known better than before. One that is older by more than a hint's
 * time to live is set aside.
 *
 * <p>An alarm does not wait: the unfinished panes of its client are sent at once, marked as an alarm, and sent again
 * when they are finished. {@link PanePublisher} says what is told when. Holds no state but scratch space; not
 * thread-safe.
 */
public final class PaneFolder {
    private static final long NS_PER_MS = 1_000_000L;

    private final long paneMs;
    private final AlarmConfig alarm;
    private final long silenceMs;
    private final long latestMs;
    private final SocketTracker sockets;
    private final PanePublisher publisher;
    private final TcpEventView event = new TcpEventView();
    private final List<PaneAccumulator> alarmed = new ArrayList<>();

    public PaneFolder(WindowConfig window, AlarmConfig alarm, LifetimeConfig lifetime, LimitConfig limits) {
        paneMs = window.pane().toMillis();
        this.alarm = alarm;
        silenceMs = lifetime.shardSilence().toMillis();
        latestMs = lifetime.ttl().toMillis();
        sockets = new SocketTracker(lifetime, limits);
        publisher = new PanePublisher(window, limits);
    }

    /**
     * Takes in a batch.
     *
     * @param offsetNs what to add to its monotonic times to get ns since 1970
     */
    public void add(ShardState shard, Batch batch, long offsetNs, FoldSink sink) {
        add(shard, batch, offsetNs, 0, sink);
    }

    /**
     * Takes in a batch that was under way for long. When that was more than a hint's time to live, its events are no
     * news and would be taken for the present: only the ends of connections count, the rest is set aside as
     * {@code stale}.
     *
     * @param delayMs how much longer it was under way than the batches of its shard usually are
     */
    public void add(ShardState shard, Batch batch, long offsetNs, long delayMs, FoldSink sink) {
        BatchHeader header = batch.header();
        SequenceWindow sequences = shard.sequences;
        if (sequences.isDuplicate(header.epoch(), header.sequence())) {
            sink.duplicate();
            return;
        }
        long missing = sequences.missingBefore(header.epoch(), header.sequence());
        if (missing > 0) {
            sink.missing(missing);
        }
        if (sequences.isOvertaken(header.epoch(), header.sequence())) {
            sink.reordered();
        }
        if (header.epoch() != sequences.epoch()) {
            shard.toldNs = PaneTimes.NEVER; // its monotonic clock may have begun anew
        }
        shard.sequences = sequences.after(header.epoch(), header.sequence());
        shard.offsetNs = offsetNs;
        shard.newestMs = Math.max(shard.newestMs, Math.floorDiv(header.closedNs() + offsetNs, NS_PER_MS));
        addEvents(shard, batch, offsetNs, delayMs > latestMs, sink);
        if (!alarmed.isEmpty()) {
            publisher.alarm(shard, alarmed, Math.floorDiv(header.closedNs() + offsetNs, NS_PER_MS), sink);
            alarmed.clear();
        }
    }

    /**
     * Closes the panes that have ended by {@code throughMs}: the shard has told all of them.
     *
     * @return as {@link #close}
     */
    public boolean closeThrough(ShardState shard, long throughMs, FoldSink sink) {
        boolean kept = true;
        for (long wakeMs = wakeMs(shard); kept && wakeMs <= throughMs; wakeMs = wakeMs(shard)) {
            kept = close(shard, wakeMs, sink);
        }
        if (throughMs >= shard.closedMs + paneMs) {
            shard.closedMs = Math.floorDiv(throughMs, paneMs) * paneMs; // empty ones are closed too
        }
        shard.toldNs = shard.closedMs * NS_PER_MS - shard.offsetNs;
        return kept;
    }

    /**
     * A shard of which nothing is known yet.
     *
     * @param header of its first batch
     * @param throughMs the panes that have ended by then are closed already
     */
    public ShardState start(BatchHeader header, long throughMs) {
        ShardState shard = new ShardState(header.shardName(), header.agent(), header.tenant());
        if (throughMs > Long.MIN_VALUE) {
            shard.closedMs = Math.floorDiv(throughMs, paneMs) * paneMs;
        }
        return shard;
    }

    /**
     * When {@link #close} is to be called next: the end of a pane, ms since 1970. Event time must have reached it.
     *
     * @return always after the last pane that was closed
     */
    public long wakeMs(ShardState shard) {
        long silentMs = Math.max(paneEndMs(shard.newestMs + silenceMs), shard.closedMs + paneMs);
        long nextMs = shard.open.isEmpty() ? silentMs : Math.min(silentMs, shard.open.firstKey());
        if (!shard.summaries.isEmpty()) {
            nextMs = Math.min(nextMs, shard.summaries.firstKey());
        }
        boolean changes = shard.openSockets > 0 || !shard.changed.isEmpty() || !shard.unsaid.isEmpty();
        return changes ? Math.min(nextMs, shard.closedMs + paneMs) : nextMs;
    }

    /**
     * Closes the pane that ends at {@code endMs}, as {@link #wakeMs} asked.
     *
     * @return whether the shard is to be remembered; false when it was silent for too long: then everything known of it
     *     has been published
     */
    public boolean close(ShardState shard, long endMs, FoldSink sink) {
        OpenPane openPane = shard.open.remove(endMs);
        boolean silent = endMs - shard.newestMs >= silenceMs;
        if (openPane != null) {
            shard.expectedClients = openPane.clients.size();
            shard.expectedSockets = openPane.sockets.size();
            for (SocketUpdate update : openPane.sockets) {
                sockets.apply(shard, update, endMs);
            }
        }
        sockets.deactivate(shard, endMs);
        sockets.forget(shard, endMs, silent, sink);
        publisher.publish(shard, openPane, endMs, silent, sink);
        shard.closedMs = endMs;
        return !silent || !shard.open.isEmpty();
    }

    private void addEvents(ShardState shard, Batch batch, long offsetNs, boolean isStale, FoldSink sink) {
        long closedNs = batch.header().closedNs();
        Map<String, BitSet> rejected = null;
        OpenPane openPane = null;
        for (int i = 0; i < batch.count(); i++) {
            batch.read(i, event);
            String reason = EventRules.rejectReason(event, closedNs);
            long wallNs = event.tsNs() + offsetNs;
            long endMs = openPane != null && isIn(openPane, wallNs)
                    ? openPane.endMs
                    : paneEndMs(Math.floorDiv(wallNs, NS_PER_MS));
            if (reason == null && isStale) {
                reason = "stale";
            }
            boolean isAfterwards = reason == null && endMs <= shard.closedMs;
            if (isAfterwards) {
                reason = isLate(shard) ? "late" : null;
                endMs = shard.closedMs + paneMs;
            }
            if (reason != null) {
                if (isStale && event.kindCode() == EventKind.CLOSE.code()) {
                    sockets.end(shard, event.sockCookie());
                }
                rejected = rejected == null ? new TreeMap<>() : rejected;
                rejected.computeIfAbsent(reason, any -> new BitSet()).set(i);
                continue;
            }
            if (openPane == null || openPane.endMs != endMs) {
                openPane = shard.open.get(endMs);
                if (openPane == null) {
                    openPane = new OpenPane(endMs, shard.expectedClients, shard.expectedSockets);
                    shard.open.put(endMs, openPane);
                }
            }
            PaneAccumulator client = isAfterwards && event.kindCode() != EventKind.CLOSE.code()
                    ? addToPath(shard, openPane, wallNs)
                    : addEvent(shard, openPane, wallNs);
            if (!client.isAlarmed() && isAlarming(client)) {
                client.markAlarmed();
                client.path.timedOut |= client.hasTimeout();
                alarmed.add(client);
            }
        }
        if (rejected != null) {
            rejected.forEach(sink::rejected);
        }
    }

    private boolean isLate(ShardState shard) {
        return shard.toldNs != PaneTimes.NEVER && shard.toldNs - event.tsNs() > latestMs * NS_PER_MS;
    }

    /** Adds the event to the open pane, for its socket and for its client; returns the pane of the client. */
    private PaneAccumulator addEvent(ShardState shard, OpenPane openPane, long wallNs) {
        long cookie = event.sockCookie();
        long hi = event.remoteHi();
        long lo = event.remoteLo();
        Socket socket = shard.sockets.get(cookie);
        if (socket == null) {
            socket = new Socket(cookie, shard.client(hi, lo));
            shard.sockets.put(socket);
        }
        SocketUpdate update = socket.lastPending;
        if (update == null || update.endMs != openPane.endMs) {
            int before = openPane.clients.size();
            update = socket.update(openPane);
            watch(openPane, before);
        }
        update.add(event, wallNs);
        if (socket.lo != lo || socket.hi != hi) { // no kernel does this; each event still counts for its own address
            return addToPath(shard, openPane, wallNs);
        }
        update.client.addEvent(event, wallNs);
        return update.client;
    }

    /** Adds the event for its client alone: it would open a socket again that has ended since. */
    private PaneAccumulator addToPath(ShardState shard, OpenPane openPane, long wallNs) {
        int before = openPane.clients.size();
        PaneAccumulator pane = shard.client(event.remoteHi(), event.remoteLo()).pane(openPane.endMs, openPane.clients);
        watch(openPane, before);
        pane.addEvent(event, wallNs);
        return pane;
    }

    /** Tells a pane that was just made above which round trip a sample counts as high for its client. */
    private void watch(OpenPane openPane, int panesBefore) {
        if (openPane.clients.size() > panesBefore) {
            PaneAccumulator made = openPane.clients.get(panesBefore);
            if (made.path.recentMedianEndMs >= openPane.endMs - AlarmConfig.RECENT_MS) {
                made.watchAbove(alarm.jumpUs(made.path.recentMedianUs));
            }
        }
    }

    private boolean isIn(OpenPane openPane, long wallNs) {
        long before = openPane.endMs * NS_PER_MS - wallNs;
        return before > 0 && before <= paneMs * NS_PER_MS;
    }

    private boolean isAlarming(PaneAccumulator client) {
        return client.isHigh(alarm.rttSamples()) || (alarm.retransmits() > 0 && isAlarmingByRetransmits(client));
    }

    /** A burst, or the first timer that ran out since a round trip was measured. */
    private boolean isAlarmingByRetransmits(PaneAccumulator client) {
        return client.retransmits() - client.probes() >= alarm.retransmits()
                || (client.hasTimeout() && !client.path.timedOut);
    }

    private long paneEndMs(long ms) {
        return (Math.floorDiv(ms, paneMs) + 1) * paneMs;
    }
}

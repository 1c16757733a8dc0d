package dev.tokenflow.bench.pipeline.load;

import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.protocol.hint.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When alarms were raised and when a hint first told of them. A hint tells of a burst when it has any retransmit rate,
 * since watched clients have no other retransmits and none gets a burst while an earlier one is in its window; it tells
 * of a jump when its largest round trip is the jump's.
 */
public final class AlarmLog {
    private final @Nullable Raised[] pending;
    private final double[] retransmitRates;
    private final boolean[] calm;
    private long untold;
    private final List<Outcome> outcomes = new ArrayList<>();

    /**
     * What became of an alarm.
     *
     * @param kind of the alarm
     * @param atNs its kernel time, {@link System#nanoTime}
     * @param latencyMs from then until a hint that tells of it was fetched, or until nobody waited for one any more
     * @param told whether there was such a hint
     */
    public record Outcome(AlarmKind kind, long atNs, double latencyMs, boolean told) {
        private static Outcome of(Raised raised, long untilNs, boolean told) {
            return new Outcome(raised.alarm().kind(), raised.atNs(), (untilNs - raised.atNs()) / 1e6, told);
        }
    }

    private record Raised(Alarm alarm, long atNs) {}

    public AlarmLog(int watched) {
        pending = new Raised[watched];
        retransmitRates = new double[watched];
        calm = new boolean[watched];
    }

    /** The wanted kind, or the other one while a burst of the past still shows. */
    public synchronized AlarmKind possible(int watched, AlarmKind wanted) {
        return retransmitRates[watched] > 0 ? AlarmKind.RTT_JUMP : wanted;
    }

    /**
     * Whether an alarm of the client would be news: its newest hint finds nothing wrong with the path, and the last
     * alarm was seen.
     */
    public synchronized boolean isReady(int watched) {
        return calm[watched] && pending[watched] == null;
    }

    /** Alarms given up so far. */
    public synchronized long untold() {
        return untold;
    }

    /** Alarms raised and not seen yet. */
    public synchronized int pending() {
        int count = 0;
        for (Raised raised : pending) {
            count += raised == null ? 0 : 1;
        }
        return count;
    }

    /** To be told before the alarm's events are sent. */
    synchronized void raised(Alarm alarm, long atNs) {
        if (alarm.watched() != Alarm.UNWATCHED) {
            pending[alarm.watched()] = new Raised(alarm, atNs);
        }
    }

    /** To be told of every hint that was fetched for a watched client; those of wider scopes do not count. */
    public synchronized void visible(int watched, Hint hint, long visibleNs) {
        if (hint.scope() != Scope.CLIENT) {
            return;
        }
        Raised raised = pending[watched];
        if (raised != null && tellsOf(hint, raised.alarm())) {
            pending[watched] = null;
            outcomes.add(Outcome.of(raised, visibleNs, true));
        }
        retransmitRates[watched] = hint.retransmitRate();
        calm[watched] = hint.state() == PathCondition.CLEAR || hint.state() == PathCondition.UNKNOWN;
    }

    /** Waits no longer for alarms that are {@code patience} old. */
    public synchronized void giveUp(long nowNs, Duration patience) {
        for (int i = 0; i < pending.length; i++) {
            Raised raised = pending[i];
            if (raised != null && nowNs - raised.atNs() >= patience.toNanos()) {
                pending[i] = null;
                untold++;
                outcomes.add(Outcome.of(raised, nowNs, false));
            }
        }
    }

    /** Of all alarms that are not pending. */
    public synchronized List<Outcome> outcomes() {
        return List.copyOf(outcomes);
    }

    private static boolean tellsOf(Hint hint, Alarm alarm) {
        return switch (alarm.kind()) {
            case RETRANSMIT_BURST -> hint.retransmitRate() > 0;
            case RTT_JUMP -> Math.round(hint.rtt().maxMs() * 1e3) >= alarm.rttUs();
        };
    }
}

package dev.tokenflow.simulator.time;

import java.util.PriorityQueue;

/**
 * A discrete-event clock: runs what was planned in order of time, and of planning where times are equal, so that a run
 * is a function of its inputs. Used by one thread.
 */
public final class EventQueue {
    private record Planned(long atNs, long order, Runnable action) implements Comparable<Planned> {
        @Override
        public int compareTo(Planned other) {
            int byTime = Long.compare(atNs, other.atNs);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Planned> planned = new PriorityQueue<>();
    private long nowNs;
    private long orders;

    /** A clock that stands at {@code startNs}. */
    public EventQueue(long startNs) {
        nowNs = startNs;
    }

    /** The time of the event that is running, or that ran last, ns. */
    public long nowNs() {
        return nowNs;
    }

    /** Plans {@code action}; a time already past means as soon as possible. */
    public void at(long atNs, Runnable action) {
        planned.add(new Planned(Math.max(atNs, nowNs), orders++, action));
    }

    /** When the next event is due; {@link Long#MAX_VALUE} when none is planned. */
    public long nextNs() {
        Planned next = planned.peek();
        return next == null ? Long.MAX_VALUE : next.atNs;
    }

    /** Runs every event due up to and at {@code untilNs} and leaves the clock there. */
    public void runUntil(long untilNs) {
        Planned next = planned.peek();
        while (next != null && next.atNs <= untilNs) {
            planned.remove();
            nowNs = next.atNs;
            next.action.run();
            next = planned.peek();
        }
        nowNs = Math.max(nowNs, untilNs);
    }
}

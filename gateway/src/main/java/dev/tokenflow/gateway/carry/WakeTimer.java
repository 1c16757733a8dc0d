package dev.tokenflow.gateway.carry;

import io.netty.channel.EventLoop;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs something at a time that may still change. One timer serves all: it is only made anew for an earlier time, so
 * that it may fire too early, which does no harm.
 */
final class WakeTimer {
    private final EventLoop loop;
    private final Runnable action;
    private @Nullable Future<?> timer;
    private long atNs;

    WakeTimer(EventLoop loop, Runnable action) {
        this.loop = loop;
        this.action = action;
    }

    /** Runs the action at {@code whenNs} at the latest. */
    void at(long whenNs, long nowNs) {
        Future<?> waiting = timer;
        if (waiting != null) {
            if (atNs - whenNs <= 0) {
                return;
            }
            waiting.cancel(false);
        }
        atNs = whenNs;
        timer = loop.schedule(this::fire, Math.max(0, whenNs - nowNs), TimeUnit.NANOSECONDS);
    }

    void cancel() {
        Future<?> waiting = timer;
        timer = null;
        if (waiting != null) {
            waiting.cancel(false);
        }
    }

    private void fire() {
        timer = null;
        action.run();
    }
}

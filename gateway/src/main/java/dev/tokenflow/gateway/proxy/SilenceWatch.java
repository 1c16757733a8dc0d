package dev.tokenflow.gateway.proxy;

import io.netty.channel.EventLoop;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices when nothing was heard for too long. One timer, which is only moved when it fires too early, since something
 * is heard thousands of times more often.
 */
final class SilenceWatch {
    private final EventLoop loop;
    private final long allowedNs;
    private final Runnable silent;
    private long heardNs = System.nanoTime();
    private boolean over;
    private @Nullable Future<?> timer;

    /** @param silent runs once, when nothing was heard for {@code allowedNs} */
    SilenceWatch(EventLoop loop, long allowedNs, Runnable silent) {
        this.loop = loop;
        this.allowedNs = allowedNs;
        this.silent = silent;
    }

    void begin() {
        long leftNs = heardNs + allowedNs - System.nanoTime();
        if (over) {
            return;
        }
        if (leftNs > 0) {
            timer = loop.schedule(this::begin, leftNs, TimeUnit.NANOSECONDS);
        } else {
            over = true;
            silent.run();
        }
    }

    void heard() {
        heardNs = System.nanoTime();
    }

    void end() {
        over = true;
        Future<?> waiting = timer;
        if (waiting != null) {
            waiting.cancel(false);
        }
    }
}

package dev.tokenflow.gateway.carry;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/** What a stream does from time to time: it fills silence with comments where that is asked for, and reports. */
final class StreamChores {
    private static final long REPORT_EVERY_MS = 1_000;

    /** The stream. */
    interface Stream {
        boolean isOver();

        /** When it last had something to write. */
        long lastActiveNs();

        /** It was silent for too long. */
        void sendKeepAlive();

        /** Another second has passed. */
        void report();
    }

    private final Stream stream;
    private final EventLoop loop;
    private final long keepAliveNs;

    /** @param keepAliveNs silence after which a comment is sent; 0 = never */
    StreamChores(Stream stream, EventLoop loop, long keepAliveNs, boolean reports) {
        this.stream = stream;
        this.loop = loop;
        this.keepAliveNs = keepAliveNs;
        if (keepAliveNs > 0) {
            keepAliveLater();
        }
        if (reports) {
            reportLater();
        }
    }

    private void keepAliveLater() {
        if (stream.isOver()) {
            return;
        }
        long silentNs = System.nanoTime() - stream.lastActiveNs();
        if (silentNs >= keepAliveNs) {
            stream.sendKeepAlive();
            silentNs = 0;
        }
        var unused = loop.schedule(this::keepAliveLater, keepAliveNs - silentNs, TimeUnit.NANOSECONDS);
    }

    private void reportLater() {
        var unused = loop.schedule(
                () -> {
                    if (!stream.isOver()) {
                        stream.report();
                        reportLater();
                    }
                },
                REPORT_EVERY_MS,
                TimeUnit.MILLISECONDS);
    }
}

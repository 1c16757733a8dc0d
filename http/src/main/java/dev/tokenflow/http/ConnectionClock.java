package dev.tokenflow.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * How long a connection has been waiting for what. It stands before the decoder, since a head that arrives byte by byte
 * is not seen behind it: a peer that dribbles does not renew its time.
 */
final class ConnectionClock extends ChannelInboundHandlerAdapter {
    private static final long NOT_BEGUN = Long.MIN_VALUE;
    private static final long MOST_EVERY_MS = 1_000;

    private final long headNs;
    private final long idleNs;
    private final long everyMs;
    private long freeSinceNs;
    private long begunNs = NOT_BEGUN;

    ConnectionClock(HttpServerConfig config, long nowNs) {
        idleNs = config.idleTimeout().toNanos();
        headNs = Math.min(config.headTimeout().toNanos(), idleNs);
        long shortest = Math.min(headNs, config.connection().stallTimeout().toNanos());
        everyMs = Math.clamp(shortest / 4_000_000, 1, MOST_EVERY_MS);
        freeSinceNs = nowNs;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        if (begunNs == NOT_BEGUN) {
            begunNs = System.nanoTime();
        }
        ctx.fireChannelRead(bytes);
    }

    /** How often to look at this clock, ms. */
    long everyMs() {
        return everyMs;
    }

    /** An answer is complete: the next request may begin. */
    void free(long nowNs) {
        freeSinceNs = nowNs;
        begunNs = NOT_BEGUN;
    }

    /**
     * Whether a peer whose request is not being answered has used up its time.
     *
     * @param nowNs on the clock of {@link System#nanoTime}
     * @param readingBody whether the head of the request is complete
     */
    boolean isLate(long nowNs, boolean readingBody) {
        if (begunNs == NOT_BEGUN) {
            return nowNs - freeSinceNs > idleNs;
        }
        return nowNs - begunNs > (readingBody ? idleNs : headNs);
    }
}

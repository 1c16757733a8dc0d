package dev.tokenflow.bench.gateway.load;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/** The engine's end of a connection: one answer at a time, as long as the request's headers say. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel
final class EngineStream extends ChannelInboundHandlerAdapter {
    /** Which stream of the {@link Timetable} this is. */
    static final String STREAM = "x-bench-stream";
    /** How many deltas it has; 0 = the answer begins and stays open. */
    static final String DELTAS = "x-bench-deltas";

    private final Engine engine;
    private final Channel channel;
    private int stream;
    private long wanted;
    private long sent;
    private long originNs;
    private boolean streaming;

    EngineStream(Engine engine, Channel channel) {
        this.engine = engine;
        this.channel = channel;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object part) {
        if (part instanceof HttpRequest request) {
            stream = Integer.parseInt(request.headers().get(STREAM, "0"));
            wanted = Long.parseLong(request.headers().get(DELTAS, "0"));
        }
        if (part instanceof LastHttpContent) {
            begin();
        }
        ReferenceCountUtil.release(part);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        streaming = false;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        channel.close(); // a proxy that goes away resets connections
    }

    private void begin() {
        sent = 0;
        channel.write(engine.script().begin(), channel.voidPromise());
        streaming = wanted > 0;
        if (streaming) {
            originNs = engine.join(this);
            engine.timetable().begin(stream, originNs);
            send();
        } else {
            channel.flush();
        }
    }

    /**
     * A tick of its slot.
     *
     * @return whether the stream takes part in the next one
     */
    boolean next(long tickNs) {
        if (!streaming) {
            return false;
        }
        if (tickNs > originNs) { // the tick in which it began has had its delta
            send();
        }
        return streaming;
    }

    private void send() {
        channel.write(engine.script().delta(stream * 7L + sent), channel.voidPromise());
        sent++;
        engine.timetable().sentOne(stream);
        if (sent == wanted) {
            streaming = false;
            channel.write(engine.script().end(), channel.voidPromise());
        }
        channel.flush();
    }
}

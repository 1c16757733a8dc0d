package dev.tokenflow.bench.gateway.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.unix.UnixChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One reader: asks, counts deltas and their delays, and asks again after the end of an answer. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, and channelInactive counts it
final class Reader extends ChannelInboundHandlerAdapter {
    private final Readers all;
    private final int stream;
    private final BodyCount body;
    private final ByteBuf request;
    private long askedNs;
    private long seen;
    private boolean begun;
    private int recorded;
    private long counted;
    private long late;
    private @Nullable Channel channel;

    /** @param deltas of each answer; 0 = it begins and stays open */
    Reader(Readers all, int stream, long deltas, boolean gzip) {
        this.all = all;
        this.stream = stream;
        body = new BodyCount(all.scratch());
        String json =
                "{\"model\":\"meta-llama/Llama-3.1-8B\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":"
                        + "\"Tell me how packets travel.\"}]}";
        request = Unpooled.unreleasableBuffer(Unpooled.copiedBuffer(
                "POST /v1/chat/completions HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
                        + (gzip ? "Accept-Encoding: gzip\r\n" : "")
                        + EngineStream.STREAM + ": " + stream + "\r\n" + EngineStream.DELTAS + ": " + deltas
                        + "\r\nContent-Length: " + json.length() + "\r\n\r\n" + json,
                StandardCharsets.US_ASCII));
    }

    /** Deltas of the present answer so far. */
    long seen() {
        return seen;
    }

    int stream() {
        return stream;
    }

    /** Whether more than one in a hundred of the deltas of the latest recording was late. */
    boolean isLate() {
        return late * 100 > counted;
    }

    boolean isGzip() {
        return body.isGzip();
    }

    /** What its socket received so far. */
    TcpCounts received() {
        return channel instanceof UnixChannel socket && socket.fd().isOpen()
                ? TcpCounts.of(socket)
                : new TcpCounts(0, 0);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        ask(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        long nowNs = System.nanoTime();
        ByteBuf bytes = (ByteBuf) message;
        try {
            int length = bytes.readableBytes();
            bytes.readBytes(all.receivedBytes(), 0, length);
            body.read(all.receivedBytes(), 0, length);
        } finally {
            bytes.release();
        }
        if (!begun) {
            begun = true;
            all.begun();
        }
        long now = body.deltas();
        for (; seen < now; seen++) {
            if (seen == 0) {
                all.recording().first(nowNs - askedNs);
            } else {
                delay(nowNs - all.timetable().dueNs(stream, seen));
            }
        }
        if (body.isComplete()) {
            if (seen != all.timetable().sent(stream)) {
                all.failed("an answer of " + all.timetable().sent(stream) + " deltas came with " + seen);
            }
            ask(ctx);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        body.close();
        all.ended();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        all.failed(String.valueOf(cause.getMessage()));
        ctx.close();
    }

    private void delay(long ns) {
        Recording recording = all.recording();
        recording.delay(ns);
        if (recording.number() == 0) {
            return;
        }
        if (recording.number() != recorded) {
            recorded = recording.number();
            counted = 0;
            late = 0;
        }
        counted++;
        late += ns > Window.LATE_NS ? 1 : 0;
    }

    private void ask(ChannelHandlerContext ctx) {
        body.begin();
        seen = 0;
        askedNs = System.nanoTime();
        ctx.writeAndFlush(request.retainedDuplicate(), ctx.voidPromise());
    }
}

package dev.tokenflow.http.upstream;

import dev.tokenflow.http.upstream.UpstreamFailure.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** One connection to a server: one call at a time. Everything happens on its event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, and channelInactive follows
final class UpstreamConnection extends ChannelInboundHandlerAdapter {
    /** A status has three digits. */
    private static final int MAX_STATUS = 999;

    private final UpstreamPool pool;
    private final Endpoint endpoint;
    private final Channel channel;
    private @Nullable UpstreamCall call;
    private boolean keepAlive;
    private boolean interim;
    private long freeSinceNs;

    UpstreamConnection(UpstreamPool pool, Endpoint endpoint, Channel channel) {
        this.pool = pool;
        this.endpoint = endpoint;
        this.channel = channel;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    void begin(UpstreamCall next) {
        call = next;
        keepAlive = false;
        interim = false;
        read(true);
    }

    void write(Object message) {
        channel.writeAndFlush(message, channel.voidPromise());
    }

    boolean isWritable() {
        return channel.isWritable();
    }

    boolean isOpen() {
        return channel.isActive();
    }

    void read(boolean on) {
        channel.config().setAutoRead(on);
    }

    /** The call ends here, whatever is still to come. */
    void close() {
        call = null;
        channel.close();
    }

    long freeSinceNs() {
        return freeSinceNs;
    }

    void freeSince(long nowNs) {
        freeSinceNs = nowNs;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        UpstreamCall current = call;
        if (current == null || !(message instanceof HttpObject part)) {
            // Nobody asked: such a server cannot be trusted with the next request.
            ReferenceCountUtil.release(message);
            channel.close();
            return;
        }
        if (part.decoderResult().isFailure()
                || (part instanceof HttpResponse odd && odd.status().code() > MAX_STATUS)) {
            ReferenceCountUtil.release(message);
            call = null;
            channel.close();
            current.failed(Kind.GARBLED, "the answer is not well-formed HTTP/1.1");
            return;
        }
        if (part instanceof HttpResponse head) {
            interim = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
            keepAlive = HttpUtil.isKeepAlive(head);
            if (interim) {
                current.informed(head);
            } else {
                current.head(head);
            }
        }
        if (part instanceof HttpContent content) {
            deliver(current, content);
        }
    }

    private void deliver(UpstreamCall current, HttpContent content) {
        ByteBuf bytes = content.content();
        if (bytes.isReadable() && call == current) {
            current.body(bytes);
        } else {
            content.release();
        }
        if (content instanceof LastHttpContent last && !interim && call == current) {
            call = null;
            if (current.isRequestComplete() && keepAlive && channel.isActive()) {
                read(true);
                pool.release(this);
            } else {
                channel.close(); // also when the server answered before it had the whole request
            }
            current.complete(last.trailingHeaders());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (call != null) {
            call.drained();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (call != null && channel.isWritable()) {
            call.writable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        UpstreamCall left = call;
        call = null;
        if (left != null) {
            left.closed("the connection ended");
        } else {
            pool.forget(this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        UpstreamCall left = call;
        call = null;
        channel.close();
        if (left != null) {
            String words = cause.getMessage();
            left.closed(words == null ? cause.getClass().getSimpleName() : words);
        }
    }
}

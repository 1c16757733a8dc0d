package dev.tokenflow.http;

import dev.tokenflow.protocol.event.IpAddress;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Puts decoded parts together to whole {@link Request}s. What cannot become one is passed on as a {@link Problem}, and
 * nothing more of that connection is read. Passes on {@link #CONTINUE} where the peer waits for permission to send its
 * body.
 */
final class RequestAssembler extends ChannelInboundHandlerAdapter {
    /** The peer sent {@code Expect: 100-continue}. */
    static final Object CONTINUE = new Object();

    private static final byte[] NO_BODY = {};

    private final int maxBodyBytes;
    private IpAddress remoteAddress = IpAddress.ofIpv4(0);
    private int remotePort;
    private @Nullable HttpRequest head;
    private @Nullable ByteArrayOutputStream body;
    private boolean refused;

    RequestAssembler(int maxBodyBytes) {
        this.maxBodyBytes = maxBodyBytes;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (ctx.channel().remoteAddress() instanceof InetSocketAddress remote) {
            ByteBuffer bytes = ByteBuffer.wrap(remote.getAddress().getAddress());
            remoteAddress = bytes.remaining() == Integer.BYTES
                    ? IpAddress.ofIpv4(bytes.getInt())
                    : new IpAddress(bytes.getLong(), bytes.getLong());
            remotePort = remote.getPort();
        }
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object part) {
        try {
            if (refused || !(part instanceof HttpObject object)) {
                return;
            }
            if (object.decoderResult().isFailure()) {
                refuse(ctx, problemOf(object.decoderResult().cause()));
                return;
            }
            if (object instanceof HttpRequest request) {
                begin(ctx, request);
            }
            if (object instanceof HttpContent content && !refused) {
                gather(ctx, content);
            }
        } finally {
            ReferenceCountUtil.release(part);
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest request) {
        head = request;
        body = null;
        boolean http11 = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
        if (!http11 && !request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            refuse(ctx, new Problem(505, "HTTP/1.1 is expected"));
        } else if (http11 && !request.headers().contains(HttpHeaderNames.HOST)) {
            refuse(ctx, new Problem(400, "the Host header is missing"));
        } else if (HttpUtil.getContentLength(request, 0L) > maxBodyBytes) {
            refuse(ctx, tooLarge());
        } else if (HttpUtil.is100ContinueExpected(request)) {
            ctx.fireChannelRead(CONTINUE);
        }
    }

    private void gather(ChannelHandlerContext ctx, HttpContent content) {
        int length = content.content().readableBytes();
        if (length > 0) {
            if (body == null) {
                body = new ByteArrayOutputStream(length);
            }
            if (length > maxBodyBytes - body.size()) {
                refuse(ctx, tooLarge());
                return;
            }
            try {
                content.content().getBytes(content.content().readerIndex(), body, length);
            } catch (IOException e) {
                throw new UncheckedIOException(e); // an array in memory takes everything
            }
        }
        HttpRequest request = head;
        if (content instanceof LastHttpContent && request != null) {
            byte[] bytes = body == null ? NO_BODY : body.toByteArray();
            head = null;
            body = null;
            ctx.fireChannelRead(new Request(request, bytes, remoteAddress, remotePort));
        }
    }

    private void refuse(ChannelHandlerContext ctx, Problem problem) {
        refused = true;
        head = null;
        body = null;
        ctx.fireChannelRead(problem);
    }

    private Problem tooLarge() {
        return new Problem(413, "the body is longer than " + maxBodyBytes + " bytes");
    }

    private static Problem problemOf(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException line -> new Problem(414, "the request line is too long");
            case TooLongHttpHeaderException header -> new Problem(431, "the headers are too long");
            default -> new Problem(400, "this is not a well-formed HTTP/1.1 request");
        };
    }
}

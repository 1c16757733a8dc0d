package dev.tokenflow.gateway.proxy;

import dev.tokenflow.gateway.carry.TokenStream;
import dev.tokenflow.gateway.observe.RequestRecord;
import dev.tokenflow.gateway.route.Upstream;
import dev.tokenflow.http.Exchange;
import dev.tokenflow.http.RequestBody;
import dev.tokenflow.http.ResponseStream;
import dev.tokenflow.http.encoding.AcceptEncoding;
import dev.tokenflow.http.encoding.StreamEncoder;
import dev.tokenflow.http.encoding.StreamEncoders;
import dev.tokenflow.http.upstream.UpstreamCall;
import dev.tokenflow.http.upstream.UpstreamFailure;
import dev.tokenflow.http.upstream.UpstreamListener;
import dev.tokenflow.protocol.event.IpAddress;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One request on its way to an engine, and the answer on its way back. Everything happens on one event loop. */
final class Relay implements RequestBody.Reader, UpstreamListener, TokenStream.Surroundings {
    private static final int CONTINUE = 100;
    private static final int MOST_SEARCHED_BYTES = 16 << 10;
    private static final int BAD_GATEWAY = 502;
    private static final int GATEWAY_TIMEOUT = 504;

    private final Exchange exchange;
    private final RequestBody body;
    private final ApiDialect dialect;
    private final IpAddress client;
    private final ProxyServices services;
    private final RequestRecord record;
    private @Nullable UpstreamCall call;
    private @Nullable ServerLease lease;
    private @Nullable ResponseStream out;
    private @Nullable TokenStream tokens;
    private final SilenceWatch silence;
    private boolean finishes;
    private boolean readerGone;
    private boolean over;

    Relay(
            Exchange exchange,
            RequestBody body,
            ApiDialect dialect,
            IpAddress client,
            ProxyServices services,
            RequestRecord record) {
        this.exchange = exchange;
        this.body = body;
        this.dialect = dialect;
        this.client = client;
        this.services = services;
        this.record = record;
        silence = new SilenceWatch(
                exchange.eventLoop(), services.limits().upstreamSilence().toNanos(), this::engineSilent);
    }

    /**
     * Begins.
     *
     * @param first what was read of the body before; null = nothing
     * @param complete whether that is all of it
     */
    void start(Upstream upstream, @Nullable ByteBuf first, boolean complete, @Nullable HttpHeaders trailers) {
        Upstream.Server chosen = upstream.choose();
        if (chosen == null) {
            release(first);
            fail(BAD_GATEWAY, "upstream_unknown", "The engine cannot be reached: " + upstream.unresolved() + ".");
            return;
        }
        lease = new ServerLease(chosen);
        finishes = upstream.config().finish();
        record.upstream(upstream.config().name());
        HttpHeaders headers = HeaderRules.toEngine(
                exchange.request(),
                upstream.config(),
                exchange.request().remoteAddress(),
                services.tls(),
                dialect.streamsTokens());
        DefaultHttpRequest head = new DefaultHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.valueOf(exchange.request().method()),
                upstream.config().target(exchange.request().target()),
                headers);
        silence.heard();
        UpstreamCall begun = services.pool().begin(exchange.eventLoop(), chosen.endpoint(), head, this);
        call = begun;
        exchange.onClose(this::readerGone);
        if (first != null && first.isReadable()) {
            begun.write(first);
        } else {
            release(first);
        }
        if (complete) {
            begun.end(trailers == null ? EmptyHttpHeaders.INSTANCE : trailers);
        } else {
            body.readBy(this);
            body.resume();
        }
        silence.begin();
    }

    @Override
    public void bodyPart(ByteBuf bytes) {
        UpstreamCall to = call;
        if (to == null || over) {
            bytes.release();
            return;
        }
        noteModel(bytes);
        record.requestBytes(bytes.readableBytes());
        silence.heard();
        to.write(bytes);
        if (!to.isWritable()) {
            body.pause();
        }
    }

    /** For metrics and log; where it decides about the route, the whole body was looked at. */
    private void noteModel(ByteBuf first) {
        if (dialect.streamsTokens() && record.requestBytes() == 0 && record.model() == null) {
            byte[] seen = new byte[Math.min(first.readableBytes(), MOST_SEARCHED_BYTES)];
            first.getBytes(first.readerIndex(), seen);
            record.model(ModelName.of(seen, seen.length));
        }
    }

    @Override
    public void bodyEnd(HttpHeaders trailers) {
        if (call != null && !over) {
            call.end(trailers);
        }
    }

    @Override
    public void writable() {
        body.resume();
    }

    @Override
    public void informed(HttpResponse interim) {
        if (interim.status().code() != CONTINUE && !readerGone) {
            exchange.inform(interim.status(), HeaderRules.toReader(interim.headers()));
        }
    }

    @Override
    public void head(HttpResponse answer) {
        silence.heard();
        record.status(answer.status().code());
        if (readerGone) {
            return;
        }
        HttpHeaders headers = HeaderRules.toReader(answer.headers());
        if (StreamAnswers.mayBeChanged(exchange.request(), answer)) {
            startTokens(answer, headers);
            return;
        }
        ResponseStream stream = exchange.startStream(answer.status(), headers);
        stream.onWritable(this::readerTakesMore);
        out = stream;
    }

    @Override
    public void body(ByteBuf part) {
        silence.heard();
        TokenStream stream = tokens;
        ResponseStream plain = out;
        if (stream != null) {
            stream.body(part);
        } else if (plain != null && !readerGone) {
            record.responseBytes(part.readableBytes());
            plain.write(part);
            if (!plain.isWritable()) {
                read(false);
            }
        } else {
            part.release();
        }
    }

    @Override
    public void drained() {
        if (tokens != null) {
            tokens.drained();
        }
    }

    @Override
    public void end(HttpHeaders trailers) {
        leaveServer();
        if (tokens != null) {
            tokens.end(trailers);
        } else {
            if (out != null && !readerGone) {
                out.end(trailers);
            }
            finish();
        }
    }

    @Override
    public void failed(UpstreamFailure failure) {
        if (failure.kind() == UpstreamFailure.Kind.NOT_REACHED && lease != null) {
            lease.notReached();
        }
        leaveServer();
        record.upstreamFailed(failure.kind());
        if (tokens != null) {
            tokens.brokenOff("The engine's answer broke off.");
        } else if (out != null) {
            out.abort(); // half an answer of known length: only a broken connection tells the reader
            finish();
        } else {
            fail(BAD_GATEWAY, "upstream_" + failure.kind().name().toLowerCase(Locale.ROOT), sentence(failure));
        }
    }

    @Override
    public void read(boolean on) {
        if (call != null) {
            call.read(on);
        }
    }

    @Override
    public void answered(boolean properly) {
        finish();
    }

    private void startTokens(HttpResponse answer, HttpHeaders headers) {
        AcceptEncoding accepted =
                AcceptEncoding.of(exchange.request().headers().getAll(HttpHeaderNames.ACCEPT_ENCODING));
        StreamEncoder encoder = services.encoders().open(accepted).orElseGet(StreamEncoders::identity);
        StreamAnswers.announce(headers, encoder.coding());
        ResponseStream stream = exchange.startStream(answer.status(), headers);
        out = stream;
        TokenStream begun = new TokenStream(
                stream,
                encoder,
                dialect.protocol(),
                client,
                record.upstream(),
                services.tls(),
                record.beganNs(),
                record.observer(),
                services.carry(),
                this);
        tokens = begun;
        record.stream(begun);
    }

    private void readerTakesMore() {
        if (tokens == null) {
            read(true);
        }
    }

    private void readerGone() {
        readerGone = true;
        if (over) {
            return;
        }
        record.readerGone();
        TokenStream stream = tokens;
        tokens = null;
        if (stream != null) {
            stream.cancel();
        }
        if (finishes) {
            read(true); // the engine goes on, and what it says is dropped
            return;
        }
        if (call != null) {
            call.abort();
        }
        record.upstreamAborted();
        leaveServer();
        finish();
    }

    /** An engine that is silent for too long is given up. */
    private void engineSilent() {
        if (call != null) {
            call.abort();
        }
        leaveServer();
        record.upstreamSilent();
        if (tokens != null) {
            tokens.brokenOff("The engine was silent for too long.");
        } else if (out != null) {
            out.abort();
            finish();
        } else {
            fail(GATEWAY_TIMEOUT, "upstream_silent", "The engine did not answer in time.");
        }
    }

    private void fail(int status, String code, String message) {
        record.status(status);
        if (!exchange.isAnswered() && !readerGone) {
            exchange.send(dialect.error(status, code, message));
        }
        finish();
    }

    private void finish() {
        if (!over) {
            over = true;
            silence.end();
            record.finish();
        }
    }

    private void leaveServer() {
        if (lease != null) {
            lease.end();
        }
    }

    private static void release(@Nullable ByteBuf buffer) {
        if (buffer != null) {
            buffer.release();
        }
    }

    /** Addresses of engines are nothing that readers need to know: those are in the log. */
    private static String sentence(UpstreamFailure failure) {
        return switch (failure.kind()) {
            case NOT_REACHED -> "The engine cannot be reached.";
            case NO_ANSWER -> "The engine ended the connection without an answer.";
            case GARBLED -> "The engine's answer is not well-formed HTTP.";
            case BROKEN_OFF -> "The engine's answer broke off.";
        };
    }
}

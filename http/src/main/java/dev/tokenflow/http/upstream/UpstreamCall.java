package dev.tokenflow.http.upstream;

import dev.tokenflow.http.upstream.UpstreamFailure.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request to a server and its answer. All methods belong on the event loop.
 *
 * <p>A connection that was idle may have been closed by the server just when the request is sent. Then, if no byte of
 * an answer came and what was sent is still at hand, the request is sent once more over a new connection.
 */
public final class UpstreamCall {
    /** Bodies up to this size are kept until the answer begins. */
    private static final int MOST_REPLAYED_BYTES = 64 << 10;

    private final UpstreamPool pool;
    private final EventLoop loop;
    private final Endpoint endpoint;
    private final HttpRequest head;
    private final UpstreamListener listener;
    /** What was written, in order: sent when connected, kept while it may have to be sent again. */
    private final List<HttpObject> written = new ArrayList<>();

    private long writtenBytes;
    private boolean replayable = true;
    private boolean requestComplete;
    private boolean reused;
    private boolean begun;
    private boolean over;
    private boolean reading = true;
    private @Nullable UpstreamConnection connection;

    UpstreamCall(UpstreamPool pool, EventLoop loop, Endpoint endpoint, HttpRequest head, UpstreamListener listener) {
        this.pool = pool;
        this.loop = loop;
        this.endpoint = endpoint;
        this.head = head;
        this.listener = listener;
    }

    /** Sends a part of the request's body, and takes over the buffer. */
    public void write(ByteBuf part) {
        if (over) {
            part.release();
        } else {
            send(new DefaultHttpContent(part), part.readableBytes());
        }
    }

    /** The request's body is complete. */
    public void end(HttpHeaders trailers) {
        if (!over) {
            LastHttpContent last =
                    trailers.isEmpty() ? LastHttpContent.EMPTY_LAST_CONTENT : new DefaultLastHttpContent();
            if (!trailers.isEmpty()) {
                last.trailingHeaders().add(trailers);
            }
            requestComplete = true;
            send(last, 0);
        }
    }

    /** Whether a part of the request's body can be written without piling up here. */
    public boolean isWritable() {
        return connection != null && connection.isWritable();
    }

    /** Whether to read on from the server; at first it is read. */
    public void read(boolean on) {
        if (on != reading) {
            reading = on;
            if (connection != null && !over) {
                connection.read(on);
            }
        }
    }

    /** Ends the call at once and closes its connection, so that the server notices. The listener hears nothing more. */
    public void abort() {
        if (!over) {
            finish();
            if (connection != null) {
                connection.close();
            }
        }
    }

    Endpoint endpoint() {
        return endpoint;
    }

    EventLoop loop() {
        return loop;
    }

    boolean isRequestComplete() {
        return requestComplete;
    }

    void use(UpstreamConnection established, boolean again) {
        if (over) {
            established.close();
            return;
        }
        connection = established;
        reused = again;
        established.begin(this);
        established.read(reading);
        established.write(head);
        for (HttpObject part : written) {
            established.write(ReferenceCountUtil.retain(part));
        }
        if (!replayable || !again) {
            forgetWritten();
        }
        if (!again || !requestComplete) {
            loop.execute(this::writable);
        }
    }

    void notReached(Throwable cause) {
        if (!over) {
            String words = cause instanceof ConnectException && cause.getCause() != null
                    ? String.valueOf(cause.getCause().getMessage())
                    : String.valueOf(cause.getMessage());
            failed(Kind.NOT_REACHED, "no connection to " + endpoint.address() + ": " + words);
        }
    }

    void informed(HttpResponse interim) {
        listener.informed(interim);
    }

    void head(HttpResponse answer) {
        begun = true;
        forgetWritten();
        listener.head(answer);
    }

    void body(ByteBuf part) {
        listener.body(part);
    }

    void drained() {
        listener.drained();
    }

    void writable() {
        if (!over) {
            listener.writable();
        }
    }

    void complete(HttpHeaders trailers) {
        finish();
        listener.end(trailers);
    }

    /** The connection is gone while the answer was waited for. */
    void closed(String words) {
        if (over) {
            return;
        }
        if (begun) {
            failed(Kind.BROKEN_OFF, "the answer broke off: " + words);
        } else if (reused && replayable) {
            connection = null;
            pool.connect(this);
        } else {
            failed(Kind.NO_ANSWER, "no answer: " + words);
        }
    }

    void failed(Kind kind, String reason) {
        if (!over) {
            finish();
            listener.failed(new UpstreamFailure(kind, reason));
        }
    }

    private void send(HttpObject part, int bytes) {
        writtenBytes += bytes;
        UpstreamConnection to = connection;
        boolean keep = to == null || (reused && !begun && replayable);
        if (keep && to != null && writtenBytes > MOST_REPLAYED_BYTES) {
            replayable = false;
            forgetWritten();
            keep = false;
        }
        if (keep) {
            written.add(to == null ? part : ReferenceCountUtil.retain(part));
        }
        if (to != null) {
            to.write(part);
        }
    }

    private void finish() {
        over = true;
        forgetWritten();
    }

    private void forgetWritten() {
        written.forEach(ReferenceCountUtil::release);
        written.clear();
    }
}

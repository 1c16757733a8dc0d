package dev.tokenflow.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One request and the one answer to it. The answer may be given later and from any thread; a second one is refused. */
public final class Exchange {
    private final Answer answer;
    private final ConnectionLoop loop;
    private final Request request;
    private final AtomicBoolean answered = new AtomicBoolean();
    private @Nullable Runnable onClose;

    Exchange(Request request, Answer answer) {
        this.request = request;
        this.answer = answer;
        this.loop = answer.loop();
    }

    public Request request() {
        return request;
    }

    /** The connection's event loop: for timers, and to return to from other threads. What runs on it must not block. */
    public EventLoop eventLoop() {
        return loop.executor();
    }

    /**
     * Answers. From any thread.
     *
     * @throws IllegalStateException when the answer was given before
     */
    public void send(Response response) {
        claim();
        loop.run(() -> answer.send(response));
    }

    /**
     * Answers with a whole HTTP/1.1 message that was encoded before: status line, headers with the right
     * {@code Content-Length}, body. For hot paths. From any thread; takes over the buffer.
     *
     * @throws IllegalStateException when the answer was given before
     */
    public void sendEncoded(ByteBuf message) {
        claim();
        loop.run(() -> answer.sendEncoded(message));
    }

    /**
     * Begins an answer of unknown length: the head leaves at once.
     *
     * @throws IllegalStateException when the answer was given before, or outside the event loop
     */
    public ResponseStream startStream(int status, List<Response.Header> headers) {
        HttpHeaders fields = new DefaultHttpHeaders();
        headers.forEach(header -> fields.add(header.name(), header.value()));
        HeadBytes.date(fields);
        return startStream(HttpResponseStatus.valueOf(status), fields);
    }

    /**
     * The same with a status and headers that are passed on as they are. With a {@code Content-Length} the body must
     * have that length; without, it is sent in chunks where the caller understands them. Headers that concern one
     * connection only must not be among them.
     *
     * @throws IllegalStateException when the answer was given before, or outside the event loop
     */
    public ResponseStream startStream(HttpResponseStatus status, HttpHeaders headers) {
        loop.require();
        claim();
        return answer.startStream(status, headers);
    }

    /** Sends an interim answer (1xx), before the answer itself. On the event loop. */
    public void inform(HttpResponseStatus status, HttpHeaders headers) {
        loop.require();
        if (!isAnswered()) {
            answer.inform(status, headers);
        }
    }

    /** Breaks the connection off without an answer. On the event loop. */
    public void abort() {
        loop.require();
        answer.abort();
    }

    /** Whether an answer was given or begun. */
    public boolean isAnswered() {
        return answered.get();
    }

    /**
     * Sets what to do when the connection ends before the answer is complete. It runs on the event loop; this method
     * must be called on it, too.
     */
    public void onClose(Runnable action) {
        loop.require();
        this.onClose = action;
    }

    /** The connection has ended. */
    void closed() {
        answer.drop();
        Runnable action = onClose;
        onClose = null;
        if (action != null) {
            action.run();
        }
    }

    private void claim() {
        if (!answered.compareAndSet(false, true)) {
            throw new IllegalStateException("this request was answered before");
        }
    }
}

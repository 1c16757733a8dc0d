package dev.tokenflow.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request that is handled while it comes. All methods belong on the connection's event loop.
 *
 * <p>While it is paused, the connection is not read beyond a small buffer, so a peer that sends faster than the body is
 * used is slowed down by TCP.
 */
public final class RequestBody {
    /** Receives the body. */
    public interface Reader {
        /** The next bytes. The buffer is the reader's: it must release it. */
        void bodyPart(ByteBuf bytes);

        /** The body is complete; trailers are mostly empty. */
        void bodyEnd(HttpHeaders trailers);
    }

    private final Runnable changed;
    /** Says that the peer may send; null when it does not wait for that. */
    private @Nullable Runnable goOn;

    private @Nullable Reader reader;
    private boolean paused;
    private boolean complete;

    /**
     * @param changed parts may be deliverable that were not before
     * @param goOn runs once when somebody wants the body; null = nothing waits for that
     */
    RequestBody(Runnable changed, @Nullable Runnable goOn) {
        this.changed = changed;
        this.goOn = goOn;
    }

    /** Sets who receives the body; until then it is paused. */
    public void readBy(Reader whom) {
        reader = whom;
        Runnable permit = goOn;
        goOn = null;
        if (permit != null) {
            permit.run();
        }
        changed.run();
    }

    /** Stops the delivery. */
    public void pause() {
        paused = true;
    }

    /** Goes on with the delivery. */
    public void resume() {
        if (paused) {
            paused = false;
            changed.run();
        }
    }

    /** Whether the last part was delivered. */
    boolean isComplete() {
        return complete;
    }

    /** Whether a part would be taken now. */
    boolean takes() {
        return reader != null && !paused;
    }

    void deliver(ByteBuf bytes) {
        Reader to = reader;
        if (to == null) {
            bytes.release();
        } else {
            to.bodyPart(bytes);
        }
    }

    void deliverEnd(HttpHeaders trailers) {
        complete = true;
        Reader to = reader;
        if (to != null) {
            to.bodyEnd(trailers);
        }
    }
}

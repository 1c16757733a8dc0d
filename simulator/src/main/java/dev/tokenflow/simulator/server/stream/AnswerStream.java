package dev.tokenflow.simulator.server.stream;

import dev.tokenflow.client.HintClient;
import dev.tokenflow.client.pacer.EventCost;
import dev.tokenflow.http.ResponseStream;
import dev.tokenflow.http.encoding.ContentCoding;
import dev.tokenflow.http.encoding.StreamEncoder;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.simulator.answer.StreamedAnswer;
import dev.tokenflow.simulator.sender.OutgoingAnswer;
import dev.tokenflow.simulator.sender.SendPolicy;
import dev.tokenflow.simulator.sender.TokenSchedule;
import dev.tokenflow.simulator.server.config.Fault;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One answer on one connection: writes the chunks that its pacer allows. It runs on the connection's event loop. Tokens
 * that wait are only numbers; their bytes are made when the connection takes them.
 */
public final class AnswerStream {
    private static final byte[] NOTHING = {};

    private final StreamedAnswer text;
    private final OutgoingAnswer answer;
    private final @Nullable Fault fault;
    private final @Nullable HintClient hints;
    private final IntSupplier streams;
    private final ResponseStream out;
    private final AnswerBody body;
    private final IpAddress client;
    private final ServerMetrics metrics;
    private Runnable whenOver = () -> {};
    private @Nullable Future<?> timer;
    private boolean over;
    private boolean failed;
    /** Written by the event loop, read by whoever reports. */
    private volatile int sent;

    /**
     * One answer, not yet begun.
     *
     * @param fault what goes wrong with it; null = nothing
     * @param out the connection
     * @param encoder of its bytes; it ends with the answer
     * @param hints the hints to obey; null = none
     * @param streams how many streams the client has now, at least 1
     */
    public AnswerStream(
            StreamedAnswer text,
            TokenSchedule schedule,
            SendPolicy policy,
            @Nullable Fault fault,
            ResponseStream out,
            StreamEncoder encoder,
            IpAddress client,
            @Nullable HintClient hints,
            IntSupplier streams,
            ServerMetrics metrics) {
        this.text = text;
        boolean plain = encoder.coding() == ContentCoding.IDENTITY;
        this.answer = policy.answer(schedule, plain ? EventCost.PLAIN : EventCost.COMPRESSED);
        this.fault = fault;
        this.hints = hints;
        this.streams = streams;
        this.out = out;
        this.body = new AnswerBody(out, encoder);
        this.client = client;
        this.metrics = metrics;
    }

    /** Begins to send; {@code ended} runs once when the answer is complete or the reader has gone. */
    public void start(Runnable ended) {
        whenOver = ended;
        out.onWritable(this::advance);
        advance();
    }

    /** The client's hint changed; from any thread. */
    void hintChanged() {
        out.eventLoop().execute(() -> {
            if (!over) {
                advance();
            }
        });
    }

    /** The reader has gone. */
    public void cancel() {
        if (!over) {
            metrics.abandoned();
            finish();
        }
    }

    /** Tokens generated and not yet written; from any thread. */
    int pendingTokens(long nowNs) {
        return Math.max(0, answer.generation().generatedBy(nowNs) - sent);
    }

    private void advance() {
        stopTimer();
        if (failed) {
            return;
        }
        long nowNs = System.nanoTime();
        if (hints != null) {
            answer.obey(hints.heldHint(client), streams.getAsInt(), nowNs);
        }
        int tokens = answer.tokensToSend(nowNs, out.isWritable());
        while (tokens > 0) {
            if (fault != null && answer.sent() >= fault.number()) {
                fail(fault, tokens);
                return;
            }
            write(tokens, nowNs);
            tokens = answer.tokensToSend(nowNs, out.isWritable());
        }
        if (answer.finished()) {
            body.end(NOTHING);
            finish();
        } else if (answer.wakeAtNs() != OutgoingAnswer.NEVER) {
            timer = out.eventLoop().schedule(this::advance, answer.wakeAtNs() - nowNs, TimeUnit.NANOSECONDS);
        }
    }

    private void write(int tokens, long nowNs) {
        byte[] chunk = text.next(tokens);
        sent = answer.sent();
        metrics.chunk(tokens);
        int bytes = answer.finished() ? body.end(join(chunk, text.ending())) : body.write(chunk);
        answer.wrote(nowNs, tokens, bytes);
    }

    /** Writes what comes before the fault and plays it; {@code tokens} are those that would be written now. */
    private void fail(Fault what, int tokens) {
        int before = tokens - (answer.sent() - what.number());
        sent = what.number();
        failed = true;
        byte[] chunk = text.next(before);
        if (chunk.length > 0) {
            metrics.chunk(before);
            body.write(chunk);
        }
        switch (what.kind()) {
            case ERROR_AFTER -> body.end(text.error());
            case END_AFTER -> body.end(NOTHING);
            case RESET_AFTER -> body.reset();
            case HANG_AFTER, STATUS -> {}
        }
        if (what.kind() == Fault.Kind.ERROR_AFTER || what.kind() == Fault.Kind.END_AFTER) {
            finish();
        }
    }

    private void finish() {
        over = true;
        body.close();
        stopTimer();
        whenOver.run();
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}

package dev.tokenflow.simulator.server;

import dev.tokenflow.client.HintClient;
import dev.tokenflow.http.ResponseStream;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.simulator.openai.ChatRequest;
import dev.tokenflow.simulator.openai.Completion;
import dev.tokenflow.simulator.sender.Generation;
import dev.tokenflow.simulator.sender.PacedAnswer;
import dev.tokenflow.simulator.sender.SendPolicy;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One answer on one connection: writes the chunks that its pacer allows. It runs on the connection's event loop. Tokens
 * that wait are only numbers; their bytes are made when the connection takes them.
 */
final class AnswerStream {
    private final ChatRequest request;
    private final PacedAnswer answer;
    private final @Nullable HintClient hints;
    private final Completion completion;
    private final ResponseStream out;
    private final IpAddress client;
    private final ServerMetrics metrics;
    private Runnable whenOver = () -> {};
    private @Nullable Future<?> timer;
    private boolean over;
    /** Written by the event loop, read by whoever reports. */
    private volatile int sent;

    /**
     * One answer, not yet begun.
     *
     * @param hints the hints to obey; null = none
     */
    AnswerStream(
            ChatRequest request,
            Generation generation,
            SendPolicy policy,
            Completion completion,
            ResponseStream out,
            IpAddress client,
            @Nullable HintClient hints,
            ServerMetrics metrics) {
        this.request = request;
        this.answer = new PacedAnswer(generation, policy);
        this.hints = hints;
        this.completion = completion;
        this.out = out;
        this.client = client;
        this.metrics = metrics;
    }

    /** Begins to send; {@code ended} runs once when the answer is complete or the reader has gone. */
    void start(Runnable ended) {
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
    void cancel() {
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
        long nowNs = System.nanoTime();
        if (hints != null) {
            answer.obey(hints.heldHint(client), nowNs);
        }
        int tokens = answer.tokensToSend(nowNs, out.isWritable());
        while (tokens > 0) {
            write(tokens);
            tokens = answer.tokensToSend(nowNs, out.isWritable());
        }
        if (answer.finished()) {
            out.end();
            finish();
        } else if (answer.wakeAtNs() != PacedAnswer.NEVER) {
            timer = out.eventLoop().schedule(this::advance, answer.wakeAtNs() - nowNs, TimeUnit.NANOSECONDS);
        }
    }

    private void write(int tokens) {
        byte[] chunk = completion.chunk(tokens);
        sent = answer.sent();
        metrics.chunk(tokens);
        if (answer.finished()) {
            // The last tokens and the end in one write, so that the end needs no segment of its own.
            out.write(join(chunk, completion.ending(request.finishReason(), request.includeUsage())));
        } else {
            out.write(chunk);
        }
    }

    private void finish() {
        over = true;
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

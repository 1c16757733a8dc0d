package dev.tokenflow.simulator.server;

import dev.tokenflow.client.pacer.StreamPacer;
import dev.tokenflow.http.ResponseStream;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.simulator.sender.Generation;
import dev.tokenflow.simulator.sender.PacedAnswer;
import dev.tokenflow.simulator.sender.SendPolicy;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One answer on one connection: writes the chunks its pacer allows. Runs on the connection's event loop; tokens that
 * wait are only numbers, and bytes are made only when the transport takes them.
 */
final class AnswerStream {
    private final ChatRequest request;
    private final PacedAnswer answer;
    private final boolean obeysHints;
    private final Completion completion;
    private final ResponseStream out;
    private final IpAddress client;
    private final Clients clients;
    private final ServerMetrics metrics;
    private @Nullable Future<?> timer;
    private boolean over;
    /** Written by the event loop, read by whoever reports. */
    private volatile int sent;

    AnswerStream(
            ChatRequest request,
            Generation generation,
            SendPolicy policy,
            Completion completion,
            ResponseStream out,
            IpAddress client,
            Clients clients,
            ServerMetrics metrics) {
        this.request = request;
        this.answer = new PacedAnswer(generation, policy);
        this.obeysHints = policy.sender().obeysHints();
        this.completion = completion;
        this.out = out;
        this.client = client;
        this.clients = clients;
        this.metrics = metrics;
    }

    /** Begins to send. */
    void start() {
        clients.add(client, this);
        out.onWritable(this::advance);
        advance();
    }

    /** The client's pace may have changed; from any thread. */
    void paceChanged() {
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
        if (obeysHints) {
            // Asked each time, not only when told of a change: a hint also ends by itself.
            answer.pace(clients.pace(client), nowNs);
        }
        int tokens = answer.poll(nowNs, out.isWritable());
        while (tokens > 0) {
            write(tokens);
            tokens = answer.poll(nowNs, out.isWritable());
        }
        if (answer.finished()) {
            out.end();
            finish();
        } else if (answer.wakeAtNs() != StreamPacer.NEVER) {
            timer = out.eventLoop().schedule(this::advance, answer.wakeAtNs() - nowNs, TimeUnit.NANOSECONDS);
        }
    }

    private void write(int tokens) {
        byte[] chunk = completion.chunk(tokens);
        sent = answer.sent();
        metrics.chunk(tokens);
        if (answer.finished()) {
            // One write for the last tokens and what follows them: the end costs no segment of its own.
            out.write(join(chunk, completion.ending(request.finishReason(), request.includeUsage())));
        } else {
            out.write(chunk);
        }
    }

    private void finish() {
        over = true;
        stopTimer();
        clients.remove(client, this);
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

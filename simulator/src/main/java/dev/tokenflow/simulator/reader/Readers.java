package dev.tokenflow.simulator.reader;

import dev.tokenflow.protocol.json.JsonWriter;
import dev.tokenflow.simulator.qoe.AnswerLog;
import dev.tokenflow.simulator.qoe.ReaderLog;
import dev.tokenflow.simulator.qoe.Sample;
import dev.tokenflow.simulator.sender.Generation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All readers of a run. They share one thread, which only waits for sockets, so that a token is noted as soon as the
 * kernel has it.
 */
public final class Readers implements AutoCloseable {
    private static final long STATUS_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int BUFFER_BYTES = 256 << 10;
    /** Tokens of the answer that a connection begins with before the run. */
    public static final int FIRST_ANSWER_TOKENS = 50;

    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(8);

    private final ReaderConfig config;
    private final ReaderTarget target;
    private final Selector selector;
    private final Consumer<String> status;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final List<AnswerLog> answers = new ArrayList<>();
    private final Deque<AnswerReader> idle = new ArrayDeque<>();
    private final Sample recentDelays = new Sample();
    private long delivered;
    private long failed;
    private int active;
    private @Nullable String lastError;

    /**
     * @param config what to ask for
     * @param status takes a line of JSON every second of the run and at its end
     * @throws IOException when this process cannot wait for sockets
     */
    public Readers(ReaderConfig config, Consumer<String> status) throws IOException {
        this.selector = Selector.open();
        this.config = config;
        this.target = ReaderTarget.of(config);
        this.status = status;
    }

    /** Whether the server's host name has an address. */
    public boolean isResolved() {
        return !target.address().isUnresolved();
    }

    /**
     * Opens one connection for each stream and reads a short answer on it, of which nothing is noted. So the run begins
     * with established connections, like clients that are already in use. Gives up silently after {@link #PATIENCE_NS};
     * the run then connects by itself.
     *
     * @throws IOException when this process cannot wait for sockets
     */
    public void connectEarly() throws IOException {
        long untilNs = System.nanoTime() + PATIENCE_NS;
        for (int i = 0; i < config.streams(); i++) {
            ask(new AnswerLog(System.nanoTime(), FIRST_ANSWER_TOKENS));
        }
        while (active > 0 && System.nanoTime() < untilNs) {
            await(untilNs);
        }
        answers.clear();
        recentDelays.clear();
        delivered = 0;
    }

    /**
     * Runs to the end.
     *
     * @param startNs when the run begins, {@link System#nanoTime}; may lie ahead
     * @throws IOException when this process cannot wait for sockets
     */
    public ReaderLog run(long startNs) throws IOException {
        long endNs = startNs + config.duration().toNanos();
        long nextStatusNs = startNs + STATUS_INTERVAL_NS;
        Iterator<Workload.Ask> asks = config.workload().asks().iterator();
        Workload.Ask next = next(asks);
        for (long nowNs = System.nanoTime(); nowNs < endNs; nowNs = System.nanoTime()) {
            while (next != null && startNs + next.afterNs() <= nowNs) {
                ask(new AnswerLog(startNs + next.afterNs(), next.tokens()));
                next = next(asks);
            }
            if (nowNs >= nextStatusNs) {
                report(nowNs);
                nextStatusNs += STATUS_INTERVAL_NS;
            }
            long untilNs = Math.min(endNs, nextStatusNs);
            await(next == null ? untilNs : Math.min(untilNs, startNs + next.afterNs()));
        }
        report(endNs);
        return new ReaderLog(config.tokensPerSecond(), startNs, endNs, answers);
    }

    /** Closes every connection. */
    @Override
    public void close() throws IOException {
        selector.keys().forEach(key -> ((AnswerReader) key.attachment()).close());
        selector.close();
    }

    private static Workload.@Nullable Ask next(Iterator<Workload.Ask> asks) {
        return asks.hasNext() ? asks.next() : null;
    }

    private void ask(AnswerLog log) {
        answers.add(log);
        try {
            AnswerReader idle = pollIdle();
            if (idle == null) {
                new AnswerReader(target, log, selector); // the selector holds it
            } else {
                idle.ask(log);
            }
            active++;
        } catch (IOException e) {
            failed(e);
        }
    }

    /** A connection that waits for its next request. As in HTTP clients, the one used last is taken first. */
    private @Nullable AnswerReader pollIdle() {
        for (AnswerReader reader = idle.pollLast(); reader != null; reader = idle.pollLast()) {
            if (reader.isReusable()) {
                return reader;
            }
        }
        return null;
    }

    private void await(long untilNs) throws IOException {
        // A selector waits whole milliseconds. The rest is spent polling, so that requests leave in time.
        long waitMs = (untilNs - System.nanoTime()) / 1_000_000;
        if (waitMs > 0) {
            selector.select(this::advance, waitMs);
        } else {
            selector.selectNow(this::advance);
        }
    }

    private void advance(SelectionKey key) {
        AnswerReader reader = (AnswerReader) key.attachment();
        boolean busy = !reader.isComplete();
        try {
            int arrived = reader.advance(buffer);
            if (arrived > 0) {
                note(reader.log(), arrived);
            }
            if (busy && reader.isComplete()) {
                ended(reader);
            }
        } catch (IOException | MalformedResponseException e) {
            reader.close();
            if (busy) {
                active--;
                failed(e);
            }
        }
    }

    private void note(AnswerLog log, int arrived) {
        delivered += arrived;
        long atNs = log.atNs(log.arrivals() - 1);
        Generation generation = new Generation(log.requestNs(), config.tokensPerSecond(), log.tokensAsked());
        for (int token = log.delivered() - arrived + 1; token <= log.delivered(); token++) {
            recentDelays.add(atNs - generation.dueNs(token));
        }
    }

    private void ended(AnswerReader reader) {
        active--;
        if (reader.isReusable()) {
            idle.addLast(reader);
        } else {
            reader.close();
        }
    }

    private void failed(Exception cause) {
        failed++;
        lastError = String.valueOf(cause.getMessage());
    }

    private void report(long nowNs) {
        JsonWriter json = new JsonWriter().beginObject().field("t_ns", nowNs).field("tokens_delivered", delivered);
        json.field("delay_p95_ms", recentDelays.percentileMs(95)).field("active_streams", active);
        json.field("failed_requests", failed).field("last_error", lastError);
        status.accept(json.endObject().toString());
        recentDelays.clear();
    }
}

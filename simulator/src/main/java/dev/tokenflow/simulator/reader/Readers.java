package dev.tokenflow.simulator.reader;

import dev.tokenflow.core.json.JsonWriter;
import dev.tokenflow.simulator.qoe.AnswerLog;
import dev.tokenflow.simulator.qoe.ReaderLog;
import dev.tokenflow.simulator.qoe.Sample;
import dev.tokenflow.simulator.sender.Generation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All readers of a run, on one thread: it only waits for sockets, so that a token is noted as soon as the kernel hands it over. */
public final class Readers {
    private static final long STATUS_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int BUFFER_BYTES = 256 << 10;

    private final ReaderConfig config;
    private final ReaderTarget target;
    private final Consumer<String> status;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final List<AnswerLog> answers = new ArrayList<>();
    private final Sample recentDelays = new Sample();
    private long delivered;
    private long failed;
    private int active;
    private @Nullable String lastError;

    /**
     * @param config what to ask for
     * @param status takes a line of JSON every second of the run and at its end
     */
    public Readers(ReaderConfig config, Consumer<String> status) {
        this.config = config;
        this.target = ReaderTarget.of(config);
        this.status = status;
    }

    /** Whether the server's host name has an address. */
    public boolean isResolved() {
        return !target.address().isUnresolved();
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
        try (Selector selector = Selector.open()) {
            for (long nowNs = System.nanoTime(); nowNs < endNs; nowNs = System.nanoTime()) {
                while (next != null && startNs + next.afterNs() <= nowNs) {
                    ask(selector, new AnswerLog(startNs + next.afterNs(), next.tokens()));
                    next = next(asks);
                }
                if (nowNs >= nextStatusNs) {
                    report(nowNs);
                    nextStatusNs += STATUS_INTERVAL_NS;
                }
                long untilNs = Math.min(endNs, nextStatusNs);
                await(selector, next == null ? untilNs : Math.min(untilNs, startNs + next.afterNs()));
            }
            report(endNs);
            selector.keys().forEach(key -> ((AnswerReader) key.attachment()).close());
        }
        return new ReaderLog(config.tokensPerSecond(), startNs, endNs, answers);
    }

    private static Workload.@Nullable Ask next(Iterator<Workload.Ask> asks) {
        return asks.hasNext() ? asks.next() : null;
    }

    private void ask(Selector selector, AnswerLog log) {
        answers.add(log);
        try {
            AnswerReader reader = new AnswerReader(target, log, selector);
            active++;
            assert !reader.isComplete();
        } catch (IOException e) {
            failed(e);
        }
    }

    private void await(Selector selector, long untilNs) throws IOException {
        // Whole milliseconds are what a selector waits; the rest is spent looking, so that requests leave in time.
        long waitMs = (untilNs - System.nanoTime()) / 1_000_000;
        if (waitMs > 0) {
            selector.select(this::advance, waitMs);
        } else {
            selector.selectNow(this::advance);
        }
    }

    private void advance(SelectionKey key) {
        AnswerReader reader = (AnswerReader) key.attachment();
        try {
            int arrived = reader.advance(key, buffer);
            if (arrived > 0) {
                note(reader.log(), arrived);
            }
            if (reader.isComplete()) {
                close(reader);
            }
        } catch (IOException | MalformedResponseException e) {
            failed(e);
            close(reader);
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

    private void close(AnswerReader reader) {
        reader.close();
        active--;
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

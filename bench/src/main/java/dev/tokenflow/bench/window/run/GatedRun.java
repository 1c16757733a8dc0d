package dev.tokenflow.bench.window.run;

import dev.tokenflow.bench.report.BenchException;
import dev.tokenflow.bench.window.traffic.TrafficLoop;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One run of a Flink job, seen from outside: its sources send up to a point and are held there, and its sinks tell how
 * far event time has come. A measurement is over when every window that event time has passed has fired, and the job's
 * start and end are not part of it. Operators find their run by its number, because Flink serialises them.
 */
public final class GatedRun implements AutoCloseable {
    private static final Map<Integer, GatedRun> OPEN = new ConcurrentHashMap<>();
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final long LOOK_MS = 100;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** How far sources may send; time is {@link System#nanoTime}. */
    private record Limit(long untilMs, long untilNs) {
        boolean allows(long closedMs) {
            return closedMs <= untilMs && System.nanoTime() - untilNs < 0;
        }
    }

    /** A held source: what it has sent since the job started, and when its last batch closed. */
    private record Held(long events, long closedMs) {}

    /** How far a sink has come. */
    private record Mark(long watermarkMs, long atNs, long rows) {}

    private final int number;
    private final TrafficLoop traffic;
    private final long lagMs;
    private final @Nullable Held[] held;
    private final Mark[] marks;
    private final @Nullable ConcurrentLinkedQueue<Object> kept;
    private volatile Limit limit = new Limit(Long.MIN_VALUE, System.nanoTime());
    private CompletableFuture<Void> released = new CompletableFuture<>();
    private volatile @Nullable Throwable failure;

    private GatedRun(TrafficLoop traffic, int parallelism, Duration outOfOrderness, boolean keepsRows) {
        number = NUMBERS.incrementAndGet();
        this.traffic = traffic;
        lagMs = outOfOrderness.toMillis() + 1;
        held = new Held[parallelism];
        marks = new Mark[parallelism];
        Arrays.fill(marks, new Mark(Long.MIN_VALUE, 0, 0));
        kept = keepsRows ? new ConcurrentLinkedQueue<>() : null;
        OPEN.put(number, this);
    }

    /**
     * Starts with all sources held.
     *
     * @param outOfOrderness how far watermarks are behind
     * @param keepsRows whether {@link #rows} will be asked for
     */
    public static GatedRun open(TrafficLoop traffic, int parallelism, Duration outOfOrderness, boolean keepsRows) {
        return new GatedRun(traffic, parallelism, outOfOrderness, keepsRows);
    }

    static GatedRun of(int number) {
        GatedRun run = OPEN.get(number);
        if (run == null) {
            throw new IllegalStateException("run " + number + " is over");
        }
        return run;
    }

    int number() {
        return number;
    }

    TrafficLoop traffic() {
        return traffic;
    }

    @Override
    public void close() {
        OPEN.remove(number);
    }

    // --- asked by sources and sinks ---

    boolean maySend(long closedMs) {
        return limit.allows(closedMs);
    }

    /** Holds a source before its next batch; the future says when to try again. */
    synchronized CompletableFuture<Void> hold(int source, long nextClosedMs, long events, long closedMs) {
        if (limit.allows(nextClosedMs)) {
            return CompletableFuture.completedFuture(null);
        }
        held[source] = new Held(events, closedMs);
        notifyAll();
        return released;
    }

    synchronized void mark(int sink, long watermarkMs, long rows) {
        marks[sink] = new Mark(watermarkMs, System.nanoTime(), rows);
        notifyAll();
    }

    void keep(Object row) {
        if (kept != null) {
            kept.add(row);
        }
    }

    /** The job has ended: nobody needs to wait any more. */
    synchronized void fail(Throwable cause) {
        failure = cause;
        notifyAll();
    }

    // --- asked by whoever measures ---

    /** What the sinks got, in any order. */
    List<Object> rows() {
        return kept == null ? List.of() : List.copyOf(kept);
    }

    /** Waits until every source has started. */
    public synchronized void awaitStart() throws BenchException, InterruptedException {
        awaitHeld(System.nanoTime() + TIMEOUT.toNanos());
    }

    /**
     * Lets the sources send batches that close until {@code untilMs}, for at most {@code wall}, and waits until the
     * sinks have seen all that follows from them.
     */
    public synchronized RunProgress advance(long untilMs, Duration wall) throws BenchException, InterruptedException {
        open(untilMs, wall);
        long behindMs = newestMs();
        if (oldestMs() < behindMs) {
            open(behindMs, TIMEOUT);
        }
        long targetMs = newestMs() - lagMs;
        long deadlineNs = System.nanoTime() + TIMEOUT.toNanos();
        while (!haveReached(targetMs)) {
            await(deadlineNs, "its sinks did not see the end of the events");
        }
        long events = 0;
        for (Held source : held) {
            events += source == null ? 0 : source.events();
        }
        long rows = 0;
        long atNs = marks[0].atNs();
        for (Mark mark : marks) {
            rows += mark.rows();
            atNs = mark.atNs() - atNs > 0 ? mark.atNs() : atNs;
        }
        return new RunProgress(events, newestMs(), rows, atNs);
    }

    private void open(long untilMs, Duration wall) throws BenchException, InterruptedException {
        long nowNs = System.nanoTime();
        Arrays.fill(held, null);
        CompletableFuture<Void> before = released;
        released = new CompletableFuture<>();
        limit = new Limit(untilMs, nowNs + wall.toNanos());
        before.complete(null);
        awaitHeld(nowNs + wall.plus(TIMEOUT).toNanos());
    }

    private void awaitHeld(long deadlineNs) throws BenchException, InterruptedException {
        while (Arrays.asList(held).contains(null)) {
            await(deadlineNs, "its sources did not come to their end");
        }
    }

    private void await(long deadlineNs, String otherwise) throws BenchException, InterruptedException {
        Throwable cause = failure;
        if (cause != null) {
            throw new BenchException("the Flink job failed: " + cause);
        }
        if (System.nanoTime() - deadlineNs > 0) {
            throw new BenchException(
                    "the Flink job is too slow: " + otherwise + " within " + TIMEOUT.toSeconds() + " s");
        }
        TimeUnit.MILLISECONDS.timedWait(this, LOOK_MS);
    }

    private boolean haveReached(long targetMs) {
        for (Mark mark : marks) {
            if (mark.watermarkMs() < targetMs) {
                return false;
            }
        }
        return true;
    }

    private long newestMs() {
        long newestMs = Long.MIN_VALUE;
        for (Held source : held) {
            newestMs = source == null ? newestMs : Math.max(newestMs, source.closedMs());
        }
        return newestMs;
    }

    private long oldestMs() {
        long oldestMs = Long.MAX_VALUE;
        for (Held source : held) {
            oldestMs = source == null ? oldestMs : Math.min(oldestMs, source.closedMs());
        }
        return oldestMs;
    }
}

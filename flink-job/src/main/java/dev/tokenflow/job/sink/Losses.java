package dev.tokenflow.job.sink;

import dev.tokenflow.job.metric.JobMetric;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what a {@link LossySink} loses, and says so in the log, at most once a minute for each reason. Thread-safe.
 */
final class Losses {
    private static final Logger LOG = LoggerFactory.getLogger(Losses.class);
    private static final long LOG_EVERY_NS = TimeUnit.MINUTES.toNanos(1);

    private final String topic;
    private final String option;
    private final LongSupplier clockNs;
    private final Counter all;
    private final Map<LossReason, Tally> tallies = new EnumMap<>(LossReason.class);

    /**
     * Registers every counter at once: a series that begins with its first loss would hide that loss from
     * {@code increase()}.
     *
     * @param metric name of the counter; with {@code _by_reason} it has a label {@code reason}
     * @param option the job's option that names the topic
     * @param clockNs monotonic time, ns
     */
    Losses(String topic, String option, String metric, MetricGroup operator, LongSupplier clockNs) {
        this.topic = topic;
        this.option = option;
        this.clockNs = clockNs;
        MetricGroup group = operator.addGroup(JobMetric.GROUP);
        all = group.counter(metric, new ThreadSafeSimpleCounter());
        for (LossReason reason : LossReason.values()) {
            Counter counter = group.addGroup("reason", reason.word())
                    .counter(metric + "_by_reason", new ThreadSafeSimpleCounter());
            tallies.put(reason, new Tally(counter, new AtomicLong(clockNs.getAsLong())));
        }
    }

    /** Counts {@code records} as lost. */
    void add(LossReason reason, long records, @Nullable Throwable cause) {
        if (records == 0) {
            return;
        }
        all.inc(records);
        Tally tally = tally(reason);
        tally.counter.inc(records);
        tally.unsaid.addAndGet(records);
        long now = clockNs.getAsLong();
        long due = tally.dueNs.get();
        if (now - due >= 0 && tally.dueNs.compareAndSet(due, now + LOG_EVERY_NS)) {
            say(reason, cause);
        }
    }

    /** Says what the log does not have yet. */
    void close() {
        for (LossReason reason : LossReason.values()) {
            say(reason, null);
        }
    }

    /** Records lost so far for one reason. */
    long count(LossReason reason) {
        return tally(reason).counter.getCount();
    }

    /** Records lost so far. */
    long count() {
        return all.getCount();
    }

    private void say(LossReason reason, @Nullable Throwable cause) {
        long records = tally(reason).unsaid.getAndSet(0);
        if (records > 0) {
            LOG.warn(
                    "records lost for the topic {} ({}): {}; hints go on. {}{}",
                    topic,
                    reason.word(),
                    records,
                    reason.advice(option),
                    cause == null ? "" : " Cause: " + cause);
        }
    }

    private Tally tally(LossReason reason) {
        Tally tally = tallies.get(reason);
        if (tally == null) {
            throw new AssertionError(reason);
        }
        return tally;
    }

    /**
     * The losses for one reason.
     *
     * @param dueNs when the log may speak of it again
     * @param unsaid losses that the log has not spoken of
     */
    private record Tally(Counter counter, AtomicLong dueNs, AtomicLong unsaid) {
        Tally(Counter counter, AtomicLong dueNs) {
            this(counter, dueNs, new AtomicLong());
        }
    }
}

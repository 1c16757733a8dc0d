package dev.tokenflow.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LossesTest {
    private final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - 5); // a monotonic clock may overflow
    private final Logger logger = (Logger) LogManager.getLogger(Losses.class);
    private final Lines lines = new Lines();

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        logger.removeAppender(lines);
    }

    @Test
    void everyLossIsCountedAndTheLogSpeaksOfEachReasonOnceAMinute() {
        Losses losses = new Losses(
                "path-features", "--features-topic", "features_lost", new UnregisteredMetricsGroup(), nowNs::get);

        losses.add(LossReason.MISSING_TOPIC, 2, new IllegalStateException("no such topic"));
        losses.add(LossReason.MISSING_TOPIC, 3, null);
        losses.add(LossReason.BUFFER_FULL, 0, null);
        losses.add(LossReason.TIMED_OUT, 1, null);
        nowNs.addAndGet(TimeUnit.SECONDS.toNanos(60));
        losses.add(LossReason.MISSING_TOPIC, 4, null);
        losses.add(LossReason.MISSING_TOPIC, 5, null);
        losses.close();

        assertThat(losses.count(LossReason.MISSING_TOPIC)).isEqualTo(14);
        assertThat(losses.count(LossReason.BUFFER_FULL)).isZero();
        assertThat(losses.count()).isEqualTo(15);
        String create = "; hints go on. Create the topic, or correct --features-topic.";
        assertThat(lines.said)
                .containsExactly(
                        "records lost for the topic path-features (missing_topic): 2" + create
                                + " Cause: java.lang.IllegalStateException: no such topic",
                        "records lost for the topic path-features (timed_out): 1; hints go on."
                                + " No broker acknowledged them in time: look whether brokers are slow or away.",
                        "records lost for the topic path-features (missing_topic): 7" + create,
                        "records lost for the topic path-features (missing_topic): 5" + create);
    }

    /** Keeps warnings. */
    private static final class Lines extends AbstractAppender {
        private final List<String> said = new ArrayList<>();

        Lines() {
            super("lines", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            if (event.getLevel().equals(Level.WARN)) {
                said.add(event.getMessage().getFormattedMessage());
            }
        }
    }
}

package dev.tokenflow.job.sink;

import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Why a {@link LossySink} lost a record. */
enum LossReason {
    /** The brokers do not know the topic. */
    MISSING_TOPIC("missing_topic", true, "Create the topic, or correct %s."),
    /** The brokers refuse this user. */
    NOT_AUTHORISED("not_authorised", true, "Allow the job's Kafka user to describe this topic and to write to it."),
    /** The record is larger than the topic or the producer allows. */
    TOO_LARGE("too_large", false, "Raise max.message.bytes of this topic to 131072 or more."),
    /** All memory for waiting records is in use: Kafka takes less than the job writes. */
    BUFFER_FULL("buffer_full", false, "Kafka takes less than the job writes: look whether brokers are slow or away."),
    /** No broker acknowledged the record in time. */
    TIMED_OUT("timed_out", true, "No broker acknowledged them in time: look whether brokers are slow or away."),
    /** The producer stopped working and was replaced. */
    PRODUCER_STOPPED("producer_stopped", false, "The Kafka producer stopped working, and a new one was started."),
    /** The task ended before a broker acknowledged the record. */
    CLOSED("closed", false, "The task ended before Kafka acknowledged them; some of them may be there."),
    /** Anything else; the log has the cause. */
    OTHER("other", false, "The cause stands at the end of this line.");

    private final String word;
    private final boolean everyRecord;
    private final String advice;

    LossReason(String word, boolean everyRecord, String advice) {
        this.word = word;
        this.everyRecord = everyRecord;
        this.advice = advice;
    }

    /** Its label in metrics. */
    String word() {
        return word;
    }

    /** Whether the next records have the same fate for now, so that waiting for each of them is of no use. */
    boolean everyRecord() {
        return everyRecord;
    }

    /**
     * A sentence that says what to do.
     *
     * @param option the job's option that names the topic
     */
    String advice(String option) {
        return String.format(advice, option);
    }

    /** The reason that is deepest among the causes: Kafka's client wraps the precise one in a general one. */
    static LossReason of(Throwable failure) {
        LossReason reason = OTHER;
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            LossReason precise = ofOne(cause);
            reason = precise == OTHER ? reason : precise;
        }
        return reason;
    }

    private static LossReason ofOne(Throwable failure) {
        if (failure instanceof UnknownTopicOrPartitionException || failure instanceof InvalidTopicException) {
            return MISSING_TOPIC;
        }
        if (failure instanceof AuthorizationException || failure instanceof AuthenticationException) {
            return NOT_AUTHORISED;
        }
        if (failure instanceof RecordTooLargeException || failure instanceof RecordBatchTooLargeException) {
            return TOO_LARGE;
        }
        if (failure instanceof BufferExhaustedException) {
            return BUFFER_FULL;
        }
        return failure instanceof RetriableException ? TIMED_OUT : OTHER;
    }
}

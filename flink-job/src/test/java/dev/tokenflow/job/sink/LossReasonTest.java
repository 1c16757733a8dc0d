package dev.tokenflow.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LossReasonTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new UnknownTopicOrPartitionException(), LossReason.MISSING_TOPIC),
                Arguments.of(
                        new TimeoutException("not in metadata", new UnknownTopicOrPartitionException()),
                        LossReason.MISSING_TOPIC),
                Arguments.of(new TimeoutException("expired"), LossReason.TIMED_OUT),
                Arguments.of(new NotEnoughReplicasException(), LossReason.TIMED_OUT),
                Arguments.of(new BufferExhaustedException("full"), LossReason.BUFFER_FULL),
                Arguments.of(new RecordTooLargeException(), LossReason.TOO_LARGE),
                Arguments.of(new TopicAuthorizationException("topic"), LossReason.NOT_AUTHORISED),
                Arguments.of(
                        new KafkaException("wrapped", new SaslAuthenticationException("wrong password")),
                        LossReason.NOT_AUTHORISED),
                Arguments.of(new KafkaException("something else"), LossReason.OTHER));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void everyFailureHasTheMostPreciseReason(Exception failure, LossReason reason) {
        assertThat(LossReason.of(failure)).isEqualTo(reason);
    }
}

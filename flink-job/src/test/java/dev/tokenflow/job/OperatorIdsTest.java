package dev.tokenflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.job.config.JobConfig;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.flink.runtime.OperatorIDPair;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

/**
 * Flink finds the state of an operator in a savepoint by its id, and refuses a savepoint with an id it does not know.
 */
class OperatorIdsTest {
    /** Of the job of version 0.2, from Flink's hash of each uid. */
    private static final List<String> IDS = List.of(
            "2cdc67a2b635cde665246b9eb9db895e",
            "3a75b0c561de2af1e19c2938c036b0ab",
            "41ca2a4e0f1ba46c7e2d8482095dbbb4",
            "478f17a3c805161e615d75f8dfe5d7d6",
            "4a9ec8ea4a1992151a18a5577a69287c",
            "68d4979238dc4579f569d0d693ddbcc4",
            "6e2a91332f9c21f48a957484a832ea25",
            "77f8ad5d8c42e3376681cd9de5eac6e4",
            "8ba84b1752b7c4d025114edc7ba09f9b",
            "8cd1906ae3ae90b7a5860e31a765a22d",
            "8fc786fbe84888d779c432fab5a9496f",
            "93f36ce310e25fd7795106da368833df",
            "a50e40635d5e19567e99d335668fe8a9",
            "ab2486e82c718f926e7fcfb644c28eea",
            "aeb547d2c8627ddd69145ca0591619c5",
            "c9e3e55ef10462def6a6ba9ae768b4bf",
            "ca424cab2b8902e6a32def92acab18cf",
            "d1768de9ae77a744beacd88df37e0df7",
            "fa5763b72346a47e293ea95dc8561faf");

    @Test
    void everyOperatorOfASavepointIsStillThere() {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        TokenFlowJob.build(env, JobConfig.on("127.0.0.1:9092"));

        assertThat(StreamSupport.stream(
                                env.getStreamGraph().getJobGraph().getVertices().spliterator(), false)
                        .flatMap(vertex -> vertex.getOperatorIDs().stream())
                        .map(OperatorIDPair::getGeneratedOperatorID)
                        .map(Object::toString))
                .containsAll(IDS);
    }
}

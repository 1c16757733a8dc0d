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
    /** From Flink's hash of each uid. */
    private static final List<String> IDS = List.of(
            "4a9ec8ea4a1992151a18a5577a69287c", // tcp-events
            "ab2486e82c718f926e7fcfb644c28eea", // models
            "8cd1906ae3ae90b7a5860e31a765a22d", // check-batches
            "8ba84b1752b7c4d025114edc7ba09f9b", // fold-panes
            "09d0908f60cee44307b038e8270d041c", // pace-paths
            "609c5c1e8379ea4d442fd50c31bfe8fb", // pace-sites
            "3a75b0c561de2af1e19c2938c036b0ab", // path-features
            "d1768de9ae77a744beacd88df37e0df7", // path-features, committer
            "a50e40635d5e19567e99d335668fe8a9", // pacing-hints
            "ca424cab2b8902e6a32def92acab18cf", // pacing-hints, committer
            "c6c6eb9c2ff55e23cf837b792cfc335d", // site-hints
            "f3cc3d4ff8e037d343c7f7c85ef42bb9", // site-hints, committer
            "fa5763b72346a47e293ea95dc8561faf", // tcp-events-rejected
            "41ca2a4e0f1ba46c7e2d8482095dbbb4", // tcp-events-rejected, committer
            "114624a6c3009b0dfa6d8654ac6949ca", // stream-stats
            "04531a4047246bb0dff7b7c0817ae03e", // tell-words
            "d9057e386221ae54ea899c1ace3bebda", // check-stream-stats
            "25ae7dc29a9716b253661f6a3ad9faea", // find-incidents
            "2368b073018abd86fe997e0fb3469f79", // incidents
            "11dca0083d38dabf4e55d1c02caed58f"); // incidents, committer

    /**
     * Of the operators whose states must be the same ones a savepoint of the first edition has: what it says of others
     * is left behind with {@code --allowNonRestoredState}.
     */
    private static final List<String> IDS_OF_FIRST_EDITION = List.of(
            "4a9ec8ea4a1992151a18a5577a69287c", // tcp-events: the positions
            "8ba84b1752b7c4d025114edc7ba09f9b"); // fold-panes: the sockets

    @Test
    void everyOperatorOfASavepointIsStillThere() {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        TokenFlowJob.build(env, JobConfig.on("127.0.0.1:9092"));

        assertThat(StreamSupport.stream(
                                env.getStreamGraph().getJobGraph().getVertices().spliterator(), false)
                        .flatMap(vertex -> vertex.getOperatorIDs().stream())
                        .map(OperatorIDPair::getGeneratedOperatorID)
                        .map(Object::toString))
                .containsAll(IDS)
                .containsAll(IDS_OF_FIRST_EDITION);
    }
}

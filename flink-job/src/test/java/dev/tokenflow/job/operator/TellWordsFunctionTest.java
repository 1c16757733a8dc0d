package dev.tokenflow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.incident.ClientWord;
import dev.tokenflow.core.model.path.PathScore;
import dev.tokenflow.job.TestAgent;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.job.record.ScoredReading;
import dev.tokenflow.protocol.hint.Scope;
import java.util.List;
import org.apache.flink.streaming.api.operators.StreamFlatMap;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class TellWordsFunctionTest {
    @Test
    void wordsAreOfClientsAndSaidWhenTheyChangeOrHaveNotBeenForAWhile() throws Exception {
        List<ScoredReading> rows = rows();
        assertThat(rows).extracting(row -> row.reading().features().scope()).contains(Scope.CLIENT, Scope.PREFIX);
        try (var tell = new OneInputStreamOperatorTestHarness<ScoredReading, ClientWord>(
                new StreamFlatMap<>(new TellWordsFunction()))) {
            tell.open();
            for (ScoredReading row : rows) {
                tell.processElement(row, 0);
            }

            List<ClientWord> words = tell.extractOutputValues();
            assertThat(words).allSatisfy(word -> {
                assertThat(word.name().key()).isEqualTo("203.0.113.7");
                assertThat(word.sites()).containsExactly("host");
                assertThat(word.word()).isEqualTo(Diagnosis.LOSS);
                assertThat(word.usualRttMs()).isEqualTo(40);
            });
            assertThat(words).hasSizeBetween(4, 6); // 10 s, every two
            assertThat(Harness.count(tell, JobMetric.INCIDENT_INPUT_LEFT_OUT)).isZero();
        }
    }

    /** Of one client for ten seconds, at every slide. */
    private static List<ScoredReading> rows() throws Exception {
        try (Chain chain = Chain.of(Harness.EVERY_SLIDE)) {
            TestAgent agent = new TestAgent("host", 1);
            for (long atMs = 1_000; atMs < 11_000; atMs += 100) {
                chain.send(agent.ack(atMs, "203.0.113.7", 1, 40, 255), "host", atMs + 10);
                chain.watermark(atMs + 10);
            }
            return Harness.side(chain.pace, SideOutputs.ROWS).stream()
                    .map(row -> new ScoredReading(row.reading(), PathScore.NONE.diagnosed(Diagnosis.LOSS, "")))
                    .toList();
        }
    }
}

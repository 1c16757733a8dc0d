package dev.tokenflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.job.config.JobConfig;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

/** Without a cluster Flink takes the number of cores for what it is set to, which nobody has asked for. */
class LocalSetupTest {
    @Test
    void aProcessOfItsOwnHasOneSubtaskUnlessItIsGivenAnother() {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(7);
        TokenFlowJob.configure(env, JobConfig.on("kafka:9092"));
        assertThat(env.getParallelism()).isEqualTo(1);

        TokenFlowJob.configure(env, JobConfig.parse(new String[] {"--parallelism=3"}, Map.of()));
        assertThat(env.getParallelism()).isEqualTo(3);
    }
}

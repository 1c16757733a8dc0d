package dev.tokenflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.protocol.hint.PathCondition;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job jar as it is shipped, submitted by Flink's command line to a real JobManager and TaskManager that do not have
 * our classes.
 */
@Tag("cluster")
class ClusterTest {
    @TempDir
    Path folder;

    @Test
    void theJarRunsOnAStandaloneCluster() throws Exception {
        String jar = System.getProperty("job.jar");
        assertThat(Path.of(jar)).as("built by the package phase").exists();
        Path kafkaFolder = Files.createDirectory(folder.resolve("kafka"));
        Path flinkFolder = Files.createDirectory(folder.resolve("flink"));
        try (TestKafka kafka = TestKafka.start(kafkaFolder);
                FlinkProcesses flink = FlinkProcesses.start(flinkFolder)) {
            FlinkProcesses.Outcome refused = flink.cli("run", "-d", jar, "--slide", "soon");
            assertThat(refused.status()).as(refused.output()).isEqualTo(2);
            assertThat(refused.output())
                    .contains("tokenflow: --slide is 'soon', expected a duration such as 200 ms")
                    .doesNotContain("\tat dev.tokenflow");

            FlinkProcesses.Outcome submitted = flink.cli(
                    "run", "-d", jar, "--bootstrap-servers", kafka.bootstrapServers(), "--start-from", "earliest");
            assertThat(submitted.status()).as(submitted.output()).isZero();
            try (LiveAgent agent = new LiveAgent(kafka);
                    HintReader hints = new HintReader(kafka)) {
                hints.await("client/" + LiveAgent.CLIENT, hint -> hint.state() == PathCondition.CLEAR);
                agent.sendGarbage(20);
                agent.roundTrips(400);
                hints.await("client/" + LiveAgent.CLIENT, hint -> hint.state() == PathCondition.CONGESTED);
            } catch (RuntimeException e) {
                throw new AssertionError(flink.logs(), e);
            }
        }
    }
}

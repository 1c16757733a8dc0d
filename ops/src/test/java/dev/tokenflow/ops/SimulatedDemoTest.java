package dev.tokenflow.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole system in this process: broker, job, hint server, simulated TCP. */
class SimulatedDemoTest {
    @TempDir
    private Path out;

    @Test
    void theLoopClosesAndEverythingIsReported() throws IOException {
        int status = TokenFlow.execute(DemoRun.arguments("simulated", out, "unpaced,tokenflow"));
        JsonNode summary = DemoRun.assertComplete(out, "simulated", "unpaced", "tokenflow");
        assertThat(status).isZero();
        JsonNode unpaced = summary.at("/arms/0");
        JsonNode hinted = summary.at("/arms/1");
        assertThat(hinted.path("max_chunk").asDouble()).isGreaterThan(1);
        assertThat(unpaced.path("max_chunk").isNull()).isTrue();
    }
}

package dev.tokenflow.ops.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboards against the types of Grafana's {@code @grafana/schema}. */
@Tag("kernel") // with the other tests that need more than a JDK: here npm
class DashboardSchemaTest {
    @TempDir
    private static Path checker;

    private record Verdict(int status, String said) {}

    @BeforeAll
    static void install() throws Exception {
        Path source = Dashboards.root().resolve("grafana/schema");
        for (String name : List.of("package.json", "package-lock.json", ".npmrc", "check.js")) {
            Files.copy(source.resolve(name), checker.resolve(name));
        }
        Verdict installed = run("npm", "ci", "--no-progress", "--prefer-offline");
        assertThat(installed.status()).as(installed.said()).isZero();
    }

    @Test
    void theDashboardsAreAsPublished() throws Exception {
        Verdict verdict = run("node", "check.js", Dashboards.folder().toString());
        assertThat(verdict.status()).as(verdict.said()).isZero();
        assertThat(verdict.said().lines()).hasSize(3).allMatch(line -> line.endsWith(".json: as published"));
    }

    @Test
    void aDashboardThatIsNotAsPublishedIsFoundOut(@TempDir Path folder) throws Exception {
        Path file = Dashboards.folder().resolve("agent.json");
        JsonNode dashboard = Dashboards.read(file);
        ((ObjectNode) dashboard.at("/panels/0/options")).put("graphMode", "mountain");
        ((ObjectNode) dashboard.at("/panels/1")).put("gridPosition", 3);
        new ObjectMapper().writeValue(folder.resolve("agent.json").toFile(), dashboard);

        Verdict verdict = run("node", "check.js", folder.toString());
        assertThat(verdict.status()).as(verdict.said()).isEqualTo(1);
        assertThat(verdict.said()).contains("\"mountain\"", "'\"gridPosition\"'", "agent.json: 2 differences");
    }

    private static Verdict run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(checker.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Verdict(process.waitFor(), said);
    }
}

package dev.tokenflow.ops.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DashboardFilesTest {
    private static final int COLUMNS = 24;

    static List<Path> dashboards() throws IOException {
        return Dashboards.files();
    }

    @Test
    void thereAreThree() throws IOException {
        assertThat(dashboards())
                .extracting(file -> file.getFileName().toString())
                .containsExactly("agent.json", "pipeline.json", "tokenflow.json");
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelExplainsItselfAndFitsTheGrid(Path file) throws IOException {
        JsonNode dashboard = Dashboards.read(file);
        assertThat(dashboard.path("refresh").asText()).isEqualTo("5s");
        assertThat(dashboard.path("time").path("from").asText()).isEqualTo("now-15m");
        assertThat(dashboard.path("links")).isNotEmpty();
        Set<Integer> ids = new HashSet<>();
        boolean[][] taken = new boolean[500][COLUMNS];
        for (JsonNode panel : dashboard.path("panels")) {
            String title = panel.path("title").asText();
            assertThat(ids.add(panel.path("id").asInt())).as(title).isTrue();
            assertThat(panel.path("description").asText())
                    .as(title)
                    .hasSizeGreaterThan(10)
                    .endsWith(".");
            assertThat(panel.path("fieldConfig").path("defaults").path("unit").asText())
                    .as(title)
                    .isNotEmpty();
            assertThat(panel.path("fieldConfig")
                            .path("defaults")
                            .path("thresholds")
                            .path("steps"))
                    .as(title)
                    .isNotEmpty();
            assertThat(panel.path("targets")).as(title).isNotEmpty();
            JsonNode grid = panel.path("gridPos");
            for (int y = grid.path("y").asInt();
                    y < grid.path("y").asInt() + grid.path("h").asInt();
                    y++) {
                for (int x = grid.path("x").asInt();
                        x < grid.path("x").asInt() + grid.path("w").asInt();
                        x++) {
                    assertThat(taken[y][x]).as("%s at %d, %d", title, x, y).isFalse();
                    taken[y][x] = true;
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void onlyTheProvisionedDataSourceIsNamed(Path file) throws IOException {
        String provisioned =
                Files.readString(Dashboards.root().resolve("grafana/provisioning/datasources/prometheus.yml"));
        assertThat(provisioned).contains("uid: prometheus ");
        for (JsonNode source : Dashboards.read(file).findValues("datasource")) {
            assertThat(source.path("uid").asText()).isEqualTo("prometheus");
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void variablesThatAreUsedAreThere(Path file) throws IOException {
        JsonNode dashboard = Dashboards.read(file);
        Set<String> known = new HashSet<>();
        dashboard
                .path("templating")
                .path("list")
                .forEach(variable -> known.add(variable.path("name").asText()));
        java.util.regex.Matcher used = java.util.regex.Pattern.compile("\\$([a-z_]+)")
                .matcher(dashboard.path("panels").toString());
        while (used.find()) {
            assertThat(known).contains(used.group(1));
        }
    }

    @Test
    void theAlertRulesDoWhatTheirTestsSay() throws Exception {
        Path folder = Dashboards.root().resolve("grafana/prometheus");
        assertThat(promtool(folder, "check", "config", "prometheus-compose.yml"))
                .contains("SUCCESS");
        assertThat(promtool(folder, "check", "rules", "alerts.yml")).contains("14 rules found");
        assertThat(promtool(folder, "test", "rules", "alerts_test.yml")).contains("SUCCESS");
    }

    private static String promtool(Path folder, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(new File(folder.toString()))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}

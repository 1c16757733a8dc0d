package dev.tokenflow.ops.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tokenflow.ops.Said;
import dev.tokenflow.ops.machine.Ports;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole stack as real processes: every query of every dashboard has data, a killed TaskManager is survived, and
 * nothing is left.
 */
@Tag("kernel") // for the agent
class StackKernelTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void comesUpShowsEverythingSurvivesAndLeavesNothing() throws Exception {
        String state = folder.resolve("stack").toString();
        Said up = Said.by("up", "--state", state, "--free-ports", "--gateway");
        try {
            assertThat(up.status()).as("%s %s", up.out(), up.err()).isZero();
            Said status = Said.by("status", "--state", state);
            assertThat(status.status()).as("%s", status.out()).isZero();
            List<ProcessHandle> processes = StackState.read(Path.of(state)).orElseThrow().parts().stream()
                    .flatMap(part -> part.process().stream())
                    .toList();
            assertThat(processes).hasSize(11);

            Ports ports = StackState.read(Path.of(state)).orElseThrow().ports();
            everyQueryHasData(ports);
            theLivePageShowsPaths(ports);
            aKilledTaskManagerIsSurvived(state, ports);

            assertThat(Said.by("up", "--state", state).out()).last().asString().contains("The stack is up");
            assertThat(Said.by("status", "--state", state).status()).isZero();
            Said down = Said.by("down", "--state", state);
            assertThat(down.status()).isZero();
            assertThat(processes).noneMatch(ProcessHandle::isAlive);
            assertThat(Path.of(state)).doesNotExist();
            assertThat(Said.by("status", "--state", state).status()).isEqualTo(2);
        } finally {
            if (Files.exists(Path.of(state))) {
                Said.by("down", "--state", state);
            }
        }
    }

    private static void everyQueryHasData(Ports ports) throws Exception {
        String prometheus = "http://127.0.0.1:" + ports.of(Ports.Use.PROMETHEUS);
        for (Dashboards.Query query : Dashboards.queries()) {
            // Here only single clients are in trouble: incidents of more are asked for without saying of whom.
            String expr = query.substituted().replace("{kind!=\"client\"} > 0", "");
            String uri = prometheus + "/api/v1/query?query=" + URLEncoder.encode(expr, StandardCharsets.UTF_8);
            // Models are trained once a minute, and some rates are taken over a minute.
            await(query.toString())
                    .atMost(Duration.ofMinutes(5))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> {
                        JsonNode answer = JSON.readTree(Http.get(uri));
                        return answer.path("status").asText().equals("success")
                                && !answer.path("data").path("result").isEmpty();
                    });
        }
    }

    private void theLivePageShowsPaths(Ports ports) throws Exception {
        Process chromium = new ProcessBuilder(
                        "chromium",
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--no-first-run",
                        "--user-data-dir=" + folder.resolve("chromium"),
                        "--virtual-time-budget=8000",
                        "--dump-dom",
                        "http://127.0.0.1:" + ports.of(Ports.Use.HINTS) + "/")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String page = new String(chromium.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(chromium.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(page)
                .contains("connected, ")
                .contains(">10.73.0.10</td>")
                .contains("aria-selected=\"true\"")
                .contains("<canvas");
    }

    private static void aKilledTaskManagerIsSurvived(String state, Ports ports) throws Exception {
        String flink = "http://127.0.0.1:" + ports.of(Ports.Use.FLINK);
        int restored = restored(flink);
        String busy = busyTaskManager(flink);
        StackState.read(Path.of(state))
                .orElseThrow()
                .part(busy)
                .flatMap(StackState.Running::process)
                .orElseThrow()
                .destroyForcibly();
        await("restored from a checkpoint")
                .atMost(Duration.ofSeconds(60))
                .until(() -> restored(flink) > restored && jobRuns(flink));
        String hints = "http://127.0.0.1:" + ports.of(Ports.Use.HINTS) + "/v1/fleet";
        String before = newest(hints);
        await("hints go on")
                .atMost(Duration.ofSeconds(60))
                .until(() -> newest(hints).compareTo(before) > 0);
        Said status = Said.by("status", "--state", state);
        assertThat(status.status()).isEqualTo(1);
        assertThat(status.out()).anyMatch(line -> line.startsWith(busy) && line.contains("DEAD"));
    }

    private static String newest(String fleet) throws Exception {
        String newest = "";
        for (JsonNode hint : JSON.readTree(Http.get(fleet)).path("hints")) {
            String issued = hint.path("issued_at").asText();
            newest = issued.compareTo(newest) > 0 ? issued : newest;
        }
        return newest;
    }

    private static String busyTaskManager(String flink) throws Exception {
        for (JsonNode manager : JSON.readTree(Http.get(flink + "/taskmanagers")).path("taskmanagers")) {
            if (manager.path("freeSlots").asInt() == 0) {
                return manager.path("id").asText();
            }
        }
        throw new AssertionError("no TaskManager is busy");
    }

    private static String jobId(String flink) throws Exception {
        return JSON.readTree(Http.get(flink + "/jobs/overview"))
                .path("jobs")
                .path(0)
                .path("jid")
                .asText();
    }

    private static boolean jobRuns(String flink) throws Exception {
        JsonNode job =
                JSON.readTree(Http.get(flink + "/jobs/overview")).path("jobs").path(0);
        return job.path("state").asText().equals("RUNNING")
                && job.path("tasks").path("running").asInt()
                        == job.path("tasks").path("total").asInt();
    }

    /**
     * How often the job was restored from a checkpoint; asked of the job itself, since Flink's REST metrics can be a
     * minute old when a TaskManager has died.
     */
    private static int restored(String flink) throws Exception {
        return JSON.readTree(Http.get(flink + "/jobs/" + jobId(flink) + "/checkpoints"))
                .path("counts")
                .path("restored")
                .asInt();
    }
}

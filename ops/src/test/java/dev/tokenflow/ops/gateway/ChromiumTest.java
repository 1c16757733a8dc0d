package dev.tokenflow.ops.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tokenflow.gateway.Gateway;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page in Chromium, which reads streams with {@code fetch}, has the same answers with the gateway in between. */
class ChromiumTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String PAGE = """
        <!doctype html><title>reader</title><script type="module">
        const asked = %s;
        const read = {};
        for (const {name, path, cut} of asked) {
          const answer = await fetch(path, {method: 'POST', body: JSON.stringify({model: name + '@' + cut})});
          let text = '', reads = 0;
          for await (const part of answer.body.pipeThrough(new TextDecoderStream())) { text += part; reads++; }
          read[name + '@' + cut] = {text, reads, encoding: answer.headers.get('content-encoding')};
        }
        await fetch('/read', {method: 'POST', body: JSON.stringify(read)});
        </script>
        """;

    @TempDir
    private Path profile;

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void itsFetchReadsTheSame(int deltas) throws Exception {
        Installed.require("chromium");
        List<Map<String, String>> asked = StreamFixture.all().stream()
                .flatMap(fixture -> List.of("whole", "events", "random-5").stream()
                        .map(cut -> Map.of("name", fixture.name(), "path", fixture.api().path, "cut", cut)))
                .toList();
        try (ReplayEngine engine = new ReplayEngine()) {
            engine.page("/reader.html", PAGE.formatted(JSON.writeValueAsString(asked)));
            Gateway gateway = Gateways.start(engine.uri(), "--min-deltas=" + deltas);
            JsonNode read = open(Gateways.uri(gateway).resolve("/reader.html"), engine);
            gateway.close();
            assertThat(read).hasSize(asked.size());
            for (StreamFixture fixture : StreamFixture.all()) {
                for (String cut : List.of("whole", "events", "random-5")) {
                    JsonNode one = read.path(fixture.name() + "@" + cut);
                    assertThat(one.path("encoding").asText()).isIn("gzip", "zstd");
                    assertThat(Answer.of(one.path("text").asText()))
                            .as("%s cut into %s", fixture, cut)
                            .hasToString(Answer.of(fixture.body()).toString());
                }
            }
        }
    }

    private JsonNode open(URI page, ReplayEngine engine) throws Exception {
        Process chromium = new ProcessBuilder(
                        "chromium",
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        page.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            await().atMost(PATIENCE).until(() -> engine.posted("/read") != null);
            return JSON.readTree(engine.posted("/read"));
        } finally {
            PipedChromium.end(chromium);
        }
    }
}

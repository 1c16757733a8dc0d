package dev.tokenflow.ops.gateway;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * llama.cpp with a real tokenizer behind a thin server with the chat API. The model is the file that the environment
 * names in {@code TOKENFLOW_TEST_MODEL}, else one with random weights.
 */
final class RealEngine implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final List<JsonNode> said = new CopyOnWriteArrayList<>();

    RealEngine() throws IOException, InterruptedException {
        this(List.of(), List.of());
    }

    /**
     * An engine with more choices.
     *
     * @param inside a command that runs it, such as in a network namespace; empty = none
     * @param hostAndAtOnce where it listens, and how many answers it gives at once; empty = 127.0.0.1 and 8
     */
    RealEngine(List<String> inside, List<String> hostAndAtOnce) throws IOException, InterruptedException {
        Installed.require(
                System.getProperty("os.name").equals("Linux")
                        && System.getProperty("os.arch").equals("amd64"),
                "llama.cpp is brought for Linux on x86-64 only");
        Path folder = Installed.npmFolder("engine");
        List<String> command = new ArrayList<>(inside);
        String model = System.getenv("TOKENFLOW_TEST_MODEL");
        command.addAll(List.of("node", "server.js", model == null ? "" : model));
        command.addAll(hostAndAtOnce);
        process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("server.log").toFile())
                .start();
        Thread.ofVirtual().start(this::listen);
        await().atMost(PATIENCE).until(() -> said("listening", null).isPresent() || !process.isAlive());
        if (!process.isAlive()) {
            throw new IOException("the engine ended, see " + folder.resolve("server.log"));
        }
    }

    URI uri() {
        int port = said("listening", null).orElseThrow().path("port").asInt();
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Waits until the engine says that this happened to a request; gives what else it says. */
    JsonNode awaits(String event, String id) {
        await("'" + event + "' of " + id)
                .atMost(PATIENCE)
                .until(() -> said(event, id).isPresent());
        return said(event, id).orElseThrow();
    }

    Optional<JsonNode> said(String event, String id) {
        return said.stream()
                .filter(line -> line.path("event").asText().equals(event)
                        && (id == null || line.path("id").asText().equals(id)))
                .findFirst();
    }

    /** As a crash does: connections are reset. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(JSON.readTree(line));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the engine says what is no JSON", e);
        } catch (IOException e) {
            // It was ended.
        }
    }
}

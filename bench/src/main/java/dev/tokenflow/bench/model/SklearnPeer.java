package dev.tokenflow.bench.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** scikit-learn in a Python process of its own, on the same rows. */
final class SklearnPeer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final BufferedReader answers;
    private final Writer questions;
    private final String version;

    private SklearnPeer(Process process) throws IOException {
        this.process = process;
        answers = process.inputReader(StandardCharsets.UTF_8);
        questions = process.outputWriter(StandardCharsets.UTF_8);
        version = read().get("version").asText();
    }

    /** Starts it; empty when this machine has no Python with scikit-learn. */
    static Optional<SklearnPeer> start(Path rows, int inputs, Path folder) throws IOException, InterruptedException {
        Optional<String> python = python();
        if (python.isEmpty()) {
            return Optional.empty();
        }
        Path script = folder.resolve("sklearn_rounds.py");
        try (InputStream in = SklearnPeer.class.getResourceAsStream("sklearn_rounds.py")) {
            if (in == null) {
                throw new IOException("sklearn_rounds.py is missing from this build");
            }
            Files.write(script, in.readAllBytes());
        }
        return Optional.of(new SklearnPeer(
                new ProcessBuilder(python.get(), script.toString(), rows.toString(), Integer.toString(inputs))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start()));
    }

    /**
     * The Python that has it: the first on the path may be another than the system's, which Debian's package is for.
     */
    private static Optional<String> python() throws InterruptedException {
        for (String python : List.of("python3", "/usr/bin/python3")) {
            try {
                Process probe = new ProcessBuilder(python, "-c", "import sklearn")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (probe.waitFor(60, TimeUnit.SECONDS) && probe.exitValue() == 0) {
                    return Optional.of(python);
                }
                probe.destroyForcibly();
            } catch (IOException e) {
                // there is no such program: the next
            }
        }
        return Optional.empty();
    }

    String version() {
        return version;
    }

    /** One round of everything. */
    JsonNode round() throws IOException {
        questions.write("round\n");
        questions.flush();
        return read();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        questions.close(); // it ends by itself then
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroy();
        }
    }

    private JsonNode read() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("scikit-learn's process has ended");
        }
        return JSON.readTree(line);
    }
}

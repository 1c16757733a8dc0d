package dev.tokenflow.ops.gateway;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One answer that curl reads, which shows it as it comes and can be killed at any time. */
final class CurlStream implements AutoCloseable {
    private static final int PATIENCE_S = 90;

    private final Process process;
    private final Thread reader;
    private final StringBuffer received = new StringBuffer();

    /** Asks for a chat. */
    CurlStream(URI base, String json, String... options) throws IOException {
        this(base, StreamFixture.Api.CHAT, json, options);
    }

    CurlStream(URI base, StreamFixture.Api api, String json, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("curl", "--silent", "--no-buffer", "--max-time", "80"));
        command.addAll(List.of(options));
        command.addAll(List.of("--json", "@-", base + api.path));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        // Not as an argument: those are in the charset of the locale, which may be ASCII.
        try (OutputStream in = process.getOutputStream()) {
            in.write(json.getBytes(StandardCharsets.UTF_8));
        }
        reader = Thread.ofVirtual().start(this::read);
    }

    /** What came so far. */
    String received() {
        return received.toString();
    }

    /** Events with data that came so far. */
    long events() {
        return received().lines().filter(line -> line.startsWith("data:")).count();
    }

    /** The reader goes away without a word. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Waits for the end; curl's exit status, 0 when the answer was whole. */
    int ended() throws InterruptedException {
        if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
            throw new AssertionError("curl does not end, it has " + received());
        }
        reader.join();
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    private void read() {
        char[] buffer = new char[4096];
        try (Reader in = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                received.append(buffer, 0, length);
            }
        } catch (IOException e) {
            // It was killed.
        }
    }
}

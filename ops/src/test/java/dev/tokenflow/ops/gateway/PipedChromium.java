package dev.tokenflow.ops.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One page in headless Chromium, driven over its standard input and output, so that it may be in another network
 * namespace.
 */
final class PipedChromium implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_S = 10;

    private final Process process;
    private final OutputStream commands;
    private final InputStream answers;
    private final String session;
    private int id;

    /**
     * Starts it with an empty page.
     *
     * @param inside a command that runs it, such as in a network namespace
     */
    PipedChromium(List<String> inside, Path profile, int width, int height) throws IOException {
        List<String> command = new ArrayList<>(inside);
        // It reads commands from descriptor 3 and answers on 4.
        command.addAll(List.of("sh", "-c", "exec \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1", "sh"));
        command.addAll(List.of(
                "chromium",
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--disable-web-security", // the page is a file that asks two servers
                "--remote-debugging-pipe",
                "--user-data-dir=" + profile,
                "about:blank"));
        process = new ProcessBuilder(command).start();
        commands = process.getOutputStream();
        answers = new BufferedInputStream(process.getInputStream());
        String target = call("", "Target.createTarget", Map.of("url", "about:blank"))
                .path("targetId")
                .asText();
        session = call("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .path("sessionId")
                .asText();
        call(
                session,
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    void open(URI page) throws IOException {
        call(session, "Page.navigate", Map.of("url", page.toString()));
    }

    /** Value of a JavaScript expression. */
    JsonNode value(String expression) throws IOException {
        return call(session, "Runtime.evaluate", Map.of("expression", expression, "returnByValue", true))
                .at("/result/value");
    }

    /** What it shows now, as PNG. */
    byte[] screenshot() throws IOException {
        return Base64.getDecoder()
                .decode(call(session, "Page.captureScreenshot", Map.of())
                        .path("data")
                        .asText());
    }

    @Override
    public void close() throws InterruptedException {
        end(process);
    }

    /** Ends a browser and all its processes, which write to its profile a while longer than itself. */
    static void end(Process browser) throws InterruptedException {
        List<ProcessHandle> children = browser.descendants().toList();
        browser.destroy();
        if (!browser.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
            browser.destroyForcibly().waitFor();
        }
        children.forEach(ProcessHandle::destroyForcibly);
        children.forEach(child -> child.onExit().join());
    }

    private JsonNode call(String toSession, String method, Map<String, ?> parameters) throws IOException {
        ObjectNode message = JSON.createObjectNode().put("id", ++id).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        if (!toSession.isEmpty()) {
            message.put("sessionId", toSession);
        }
        commands.write(message.toString().getBytes(StandardCharsets.UTF_8));
        commands.write(0);
        commands.flush();
        while (true) {
            JsonNode answer = JSON.readTree(next());
            if (answer.path("id").asInt() == id) {
                if (answer.has("error")) {
                    throw new IOException(method + ": " + answer.get("error"));
                }
                return answer.path("result");
            }
        }
    }

    /** The next message; each ends with a zero. */
    private byte[] next() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (int next = answers.read(); next != 0; next = answers.read()) {
            if (next < 0) {
                throw new EOFException("chromium has ended");
            }
            message.write(next);
        }
        return message.toByteArray();
    }
}

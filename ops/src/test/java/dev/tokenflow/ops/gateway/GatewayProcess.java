package dev.tokenflow.ops.gateway;

import dev.tokenflow.gateway.GatewayMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway in a process of its own, with little memory, that can be killed. */
final class GatewayProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening on (http://127\\.0\\.0\\.1:\\d+)");

    private final Process process;
    private final URI uri;

    GatewayProcess(Path logs, URI engine, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-XX:MaxDirectMemorySize=64m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                GatewayMain.class.getName(),
                "--upstream=" + engine,
                "--listen=127.0.0.1:0",
                "--admin=127.0.0.1:0"));
        command.addAll(List.of(options));
        process = new ProcessBuilder(command)
                .redirectError(logs.resolve("gateway.log").toFile())
                .start();
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        Matcher listening = LISTENING.matcher(String.valueOf(said.readLine()));
        if (!listening.find()) {
            throw new IOException("the gateway does not listen, see " + logs.resolve("gateway.log"));
        }
        uri = URI.create(listening.group(1));
    }

    URI uri() {
        return uri;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The most memory that it has had so far, of all kinds, in bytes; Linux only. */
    long mostMemory() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findAny()
                .orElseThrow();
    }

    /** SIGTERM. */
    void stop() {
        process.destroy();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }
}

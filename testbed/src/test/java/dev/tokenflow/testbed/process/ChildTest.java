package dev.tokenflow.testbed.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real JVM that speaks the protocol: {@link Echo}. */
class ChildTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Queue<String> said = new ConcurrentLinkedQueue<>();

    @TempDir
    private Path folder;

    @Test
    void isReadyWithItsFirstLineAnswersCommandsAndEndsWithItsStandardInput() throws IOException {
        Child child = start("ready");
        try (child) {
            assertThat(child.awaitReady(TIMEOUT).path("ready").asBoolean()).isTrue();
            child.send("hello");
            await().atMost(TIMEOUT).until(() -> said.contains("hello"));
            assertThat(child.isAlive()).isTrue();
        }
        assertThat(child.isAlive()).isFalse();
        child.awaitEnd(Duration.ZERO); // with status 0: it was not ended by force
    }

    @Test
    void oneThatFailsIsQuotedWithItsLastWords() throws IOException {
        try (Child child = start("fail")) {
            assertThatThrownBy(() -> child.awaitReady(TIMEOUT))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the echo process ended with status 3: port 80 is taken");
            assertThatThrownBy(() -> child.awaitEnd(TIMEOUT))
                    .hasMessageContaining("ended with status 3: port 80 is taken");
        }
    }

    @Test
    void oneThatStaysSilentIsNotWaitedForForEver() throws IOException {
        try (Child child = start("silent")) {
            assertThatThrownBy(() -> child.awaitReady(Duration.ofMillis(1)))
                    .hasMessageContaining("is not ready after 0 s: it said nothing");
        }
    }

    @Test
    void oneThatSaysSomethingElseIsQuoted() throws IOException {
        try (Child child = start("babble")) {
            assertThatThrownBy(() -> child.awaitReady(TIMEOUT))
                    .hasRootCauseMessage("said 'not JSON', which is not JSON");
        }
    }

    @Test
    void oneThatSpeaksInWordsIsReadyWithItsFirstLine() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(JavaCommand.of(Echo.class, List.of("babble")));
        Child child = Child.startInWords("echo", JavaCommand.environment(builder), folder.resolve("log"));
        try (child) {
            assertThat(child.awaitReady(TIMEOUT).asText()).isEqualTo("not JSON");
        }
        child.awaitEnd(Duration.ZERO);
    }

    private Child start(String mode) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(JavaCommand.of(Echo.class, List.of(mode)));
        return Child.start("echo", JavaCommand.environment(builder), folder.resolve("log"), this::note);
    }

    private void note(JsonNode status) {
        said.add(status.path("said").asText());
    }

    /** The other side. */
    static final class Echo {
        private Echo() {}

        public static void main(String[] arguments) throws IOException {
            switch (arguments[0]) {
                case "ready" -> System.out.println("{\"ready\":true}");
                case "babble" -> System.out.println("not JSON");
                case "fail" -> {
                    System.err.println("port 80 is taken");
                    System.exit(3);
                }
                default -> System.out.flush();
            }
            StringBuilder line = new StringBuilder();
            for (int c = System.in.read(); c >= 0; c = System.in.read()) {
                if (c == '\n') {
                    System.out.println("{\"said\":\"" + line + "\"}");
                    line.setLength(0);
                } else {
                    line.append((char) c);
                }
            }
        }
    }
}

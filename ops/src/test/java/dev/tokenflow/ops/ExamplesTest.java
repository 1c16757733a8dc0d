package dev.tokenflow.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tokenflow.client.HintClient;
import dev.tokenflow.hints.HintServer;
import dev.tokenflow.hints.HintsConfig;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.topic.Topics;
import dev.tokenflow.testbed.kafka.EmbeddedKafka;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a stranger copies works: every example paces by the hints of a real hint server, and lives without it. */
class ExamplesTest {
    private static final Path EXAMPLES = Path.of(System.getProperty("tokenflow.root", ".."))
            .toAbsolutePath()
            .normalize()
            .resolve("examples");
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String LOOPBACK = "127.0.0.1";
    private static final Pattern TEXT = Pattern.compile("data: \\{\"text\": ?\"([^\"]*)\"}");
    private static final Pattern SHELL = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private static final int MOST_BYTES = 200 * 1024;

    private static final AtomicLong SEQ = new AtomicLong();
    private static EmbeddedKafka kafka;
    private static KafkaProducer<String, String> producer;

    @TempDir
    private Path logs;

    private enum Example {
        JAVA("java") {
            @Override
            List<String> command() {
                String java =
                        Path.of(System.getProperty("java.home"), "bin", "java").toString();
                String jars = classesOf(HintClient.class) + File.pathSeparator + classesOf(Hint.class);
                return List.of(
                        java,
                        "-cp",
                        jars,
                        EXAMPLES.resolve("java/StreamingEndpoint.java").toString());
            }
        },
        PYTHON("python3") {
            @Override
            List<String> command() {
                return List.of(
                        program, EXAMPLES.resolve("python/paced_stream.py").toString());
            }
        },
        NODE("node") {
            @Override
            List<String> command() {
                return List.of(
                        program, EXAMPLES.resolve("node/paced-stream.mjs").toString());
            }
        };

        final String program;

        Example(String program) {
            this.program = program;
        }

        abstract List<String> command();
    }

    @BeforeAll
    static void startBroker() throws Exception {
        kafka = EmbeddedKafka.start();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()), new StringSerializer(), new StringSerializer());
    }

    @AfterAll
    static void stopBroker() {
        producer.close();
        kafka.close();
    }

    @ParameterizedTest
    @EnumSource
    void obeysHintsAndLivesWithoutThem(Example example) throws Exception {
        requireProgram(example.program);
        HintServer hints = hintServer(0);
        int port = hints.port();
        try (Endpoint endpoint = new Endpoint(example, port, logs)) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(endpoint.stream(7))
                            .as("without a hint every token leaves alone")
                            .containsExactly(1, 1, 1, 1, 1, 1, 1));

            await().atMost(PATIENCE).untilAsserted(() -> {
                publishHintOfFour();
                assertThat(endpoint.stream(60))
                        .as("once the hint is there, chunks hold four tokens until the rest at the end")
                        .containsSequence(4, 4, 4, 4, 4, 4, 4, 4);
            });

            hints.close();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(endpoint.stream(7))
                            .as("the hint expires when the hint server is away")
                            .containsExactly(1, 1, 1, 1, 1, 1, 1));

            try (HintServer again = hintServer(port)) {
                assertThat(again.port()).isEqualTo(port);
                await().atMost(PATIENCE).untilAsserted(() -> {
                    publishHintOfFour();
                    assertThat(endpoint.stream(60)).containsSequence(4, 4, 4, 4, 4, 4, 4, 4);
                });
            }
        } finally {
            hints.close();
        }
    }

    @Test
    void everyCommandOfTheCurlPageWorks() throws Exception {
        requireProgram("curl");
        String page = Files.readString(EXAMPLES.resolve("curl/README.md"));
        List<String> commands = SHELL.matcher(page)
                .results()
                .map(block -> block.group(1).strip())
                .toList();
        List<String> answers = new ArrayList<>();
        try (HintServer hints = hintServer(0)) {
            for (String command : commands) {
                ProcessBuilder shell = new ProcessBuilder("bash", "-c", command).redirectErrorStream(true);
                shell.environment().put("HINTS", "http://127.0.0.1:" + hints.port());
                shell.environment().put("CLIENT", "203.0.113.7");
                Process process = shell.start();
                answers.add(new String(process.getInputStream().readAllBytes(), UTF_8));
                assertThat(process.waitFor())
                        .as(command + "\n" + answers.getLast())
                        .isZero();
            }
        }
        assertThat(answers).hasSize(5);
        assertThat(answers.get(0)).contains("\"scope\":\"none\"");
        assertThat(answers.get(1)).startsWith("[").contains("203.0.113.7", "2001:db8::1");
        assertThat(answers.get(2)).contains("event: hint").contains("\"client\":\"203.0.113.7\"");
        assertThat(answers.get(3)).contains("304");
        assertThat(answers.get(4)).contains("\"openapi\": \"3.1.0\"");
    }

    @Test
    void whatASenderEmbedsIsSmall() throws Exception {
        assertThat(zippedBytes(classesOf(HintClient.class)) + zippedBytes(classesOf(Hint.class)))
                .as("bytes of the client's jar and of the protocol's")
                .isLessThan(MOST_BYTES);
    }

    /** The size of a jar, or what a folder of classes would have as one. */
    private static long zippedBytes(Path classes) throws IOException {
        if (Files.isRegularFile(classes)) {
            return Files.size(classes);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                zip.write(Files.readAllBytes(file));
            }
        }
        return bytes.size();
    }

    private static Path classesOf(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    /** In CI a missing program is a failure; elsewhere the test says what is missing and is skipped. */
    private static void requireProgram(String program) {
        boolean found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        if (System.getenv("CI") == null) {
            assumeTrue(found, () -> "'" + program + "' is not installed: its example is not tested here");
        } else {
            assertThat(found)
                    .as("'%s' is installed, as its example needs it", program)
                    .isTrue();
        }
    }

    private static HintServer hintServer(int port) throws Exception {
        return HintServer.start(HintsConfig.of(LOOPBACK, port, kafka.bootstrapServers()));
    }

    private static void publishHintOfFour() throws Exception {
        String hint = """
            {"scope":"client","key":"%s","tokens_per_second":null,"tokens_per_chunk":4,\
            "state":"congested","confidence":1,"epoch":1,"seq":%d,\
            "issued_at":"%s","ttl_ms":3000}\
            """.formatted(LOOPBACK, SEQ.incrementAndGet(), Instant.now());
        producer.send(new ProducerRecord<>(Topics.HINTS, "client/" + LOOPBACK, hint))
                .get();
    }

    /** One example as a process of its own, and what a reader gets from it. */
    private static final class Endpoint implements AutoCloseable {
        private static final String LISTENING = "listening on ";

        private final HttpClient http = HttpClient.newHttpClient();
        private final Process process;
        private final String url;

        Endpoint(Example example, int hintPort, Path logs) throws IOException {
            Path log = logs.resolve(example + ".log");
            List<String> command = new ArrayList<>(example.command());
            command.addAll(List.of("0", "http://127.0.0.1:" + hintPort));
            process = new ProcessBuilder(command).redirectError(log.toFile()).start();
            BufferedReader said = process.inputReader(UTF_8);
            String line = said.readLine();
            assertThat(line)
                    .as(() -> "first line of " + example + ": " + read(log))
                    .startsWith(LISTENING);
            url = line.substring(LISTENING.length());
        }

        /** The number of tokens in each chunk of an answer, whose text must be whole. */
        List<Integer> stream(int tokens) throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/stream?tokens=" + tokens))
                    .build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            List<String> chunks = new ArrayList<>();
            Matcher events = TEXT.matcher(answer.body());
            while (events.find()) {
                chunks.add(events.group(1));
            }
            assertThat(String.join("", chunks))
                    .isEqualTo(IntStream.rangeClosed(1, tokens)
                            .mapToObj(number -> " t" + number)
                            .collect(Collectors.joining()));
            assertThat(answer.body()).endsWith("data: [DONE]\n\n");
            return chunks.stream().map(chunk -> chunk.split("t").length - 1).toList();
        }

        @Override
        public void close() throws InterruptedException {
            process.destroyForcibly();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }

        private static String read(Path log) {
            try {
                return Files.readString(log);
            } catch (IOException e) {
                return "no log";
            }
        }
    }
}

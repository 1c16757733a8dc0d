package dev.tokenflow.client.pacer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.tokenflow.client.HintClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The example of the Javadoc is real code, and it does what the Javadoc says. */
class ExampleStreamTest {
    private static final String CLIENT = "203.0.113.7";
    private static final Path SOURCES = Path.of(System.getProperty("tokenflow.root", ".."), "client", "src");

    private final AtomicReference<String> answer = new AtomicReference<>(hint("none", 1, 0));
    private HttpServer server;
    private HintClient hints;

    private static String hint(String scope, double tokensPerChunk, int seq) {
        return """
                [{"scope":"%s","key":"%s","tokens_per_second":null,"tokens_per_chunk":%s,\
                "state":"congested","confidence":1,"epoch":1,"seq":%d,\
                "issued_at":"2026-01-01T00:00:00Z","ttl_ms":60000}]""".formatted(scope, CLIENT, tokensPerChunk, seq);
    }

    @BeforeEach
    void startHintServer() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/hints", exchange -> {
            byte[] body = answer.get().getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        hints = HintClient.builder(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                .pollInterval(Duration.ofMillis(5))
                .build();
    }

    @AfterEach
    void stopHintServer() {
        hints.close();
        server.stop(0);
    }

    @Test
    void theJavadocShowsTheCodeThatIsTestedHere() throws Exception {
        String javadoc = Files.readString(SOURCES.resolve("main/java/dev/tokenflow/client/pacer/StreamPacer.java"));
        String code = Files.readString(SOURCES.resolve("test/java/dev/tokenflow/client/pacer/ExampleStream.java"));
        List<String> shown = between(javadoc, "<pre>{@code\n", " * }</pre>")
                .lines()
                .map(line -> line.substring(Math.min(line.length(), " * ".length())))
                .toList();
        List<String> tested = between(code, "// example begins\n", "    // example ends")
                .lines()
                .map(line -> line.substring(Math.min(line.length(), 4)))
                .toList();
        assertThat(shown).hasSizeLessThanOrEqualTo(20).isEqualTo(tested);
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf(end, from));
    }

    @Test
    void withoutAHintEveryTokenLeavesWhenItComes() throws Exception {
        assertThat(stream(9, true)).containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9");
    }

    @Test
    void aHintOfFourMakesChunksOfFour() throws Exception {
        answer.set(hint("client", 4, 1));
        await().until(() -> hints.hint(CLIENT).tokensPerChunk() == 4);
        assertThat(stream(11, true)).containsExactly("1", "2345", "6789", "1011");
    }

    @Test
    void tokensThatComeWhileTheKernelHoldsUnsentBytesShareAChunk() throws Exception {
        assertThat(stream(9, false)).containsExactly("1234", "5678", "9");
    }

    /** One token comes with every wait; a reply that is not always writable takes a chunk when four tokens wait. */
    private List<String> stream(int length, boolean alwaysWritable) throws InterruptedException {
        OneTokenAWait tokens = new OneTokenAWait(length);
        List<String> chunks = new ArrayList<>();
        new ExampleStream().stream(hints, CLIENT, tokens, new ExampleStream.Reply() {
            @Override
            public boolean isWritable() {
                return alwaysWritable || tokens.waiting() == 4 || tokens.ended();
            }

            @Override
            public void write(String chunk) {
                chunks.add(chunk);
            }
        });
        return chunks;
    }

    private static final class OneTokenAWait implements ExampleStream.Tokens {
        private final int length;
        private int made;
        private int taken;

        OneTokenAWait(int length) {
            this.length = length;
        }

        @Override
        public int waiting() {
            return made - taken;
        }

        @Override
        public boolean ended() {
            return made == length;
        }

        @Override
        public boolean finished() {
            return taken == length;
        }

        @Override
        public String take(int count) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < count; i++) {
                text.append(++taken);
            }
            return text.toString();
        }

        @Override
        public void await(long atMostNs) {
            made++;
        }
    }
}

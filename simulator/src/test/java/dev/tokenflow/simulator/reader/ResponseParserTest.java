package dev.tokenflow.simulator.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseParserTest {
    private static final String EVENTS = event("\"role\":\"assistant\",\"content\":\" one\"")
            + event("\"content\":\" two three\"")
            + event("\"content\":\"\"")
            + event("\"content\":\" \\\"four\\\" five\"")
            + event("")
            + "data: [DONE]\n\n";

    private static String event(String delta) {
        return "data: {\"id\":\"a b c\",\"choices\":[{\"index\":0,\"delta\":{" + delta
                + "},\"finish_reason\":null}]}\n\n";
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 50);
    }

    /** Whatever the cuts of events into chunks and of chunks into reads. */
    @ParameterizedTest
    @MethodSource("seeds")
    void countsTokensHoweverTheBytesAreCut(long seed) throws MalformedResponseException {
        Random random = new Random(seed);
        StringBuilder response = new StringBuilder("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n");
        for (int from = 0; from < EVENTS.length(); ) {
            int to = Math.min(EVENTS.length(), from + 1 + random.nextInt(200));
            response.append(Integer.toHexString(to - from)).append(random.nextBoolean() ? ";ext=1\r\n" : "\r\n");
            response.append(EVENTS, from, to).append("\r\n");
            from = to;
        }
        byte[] bytes = response.append("0\r\n\r\n").toString().getBytes(StandardCharsets.US_ASCII);

        TokenCounter counter = new TokenCounter();
        ResponseParser parser = new ResponseParser(counter);
        for (int from = 0; from < bytes.length; ) {
            assertThat(parser.isComplete()).isFalse();
            int count = Math.min(bytes.length - from, 1 + random.nextInt(100));
            parser.accept(ByteBuffer.wrap(bytes, from, count));
            from += count;
        }
        assertThat(parser.isComplete()).isTrue();
        assertThat(parser.status()).isEqualTo(200);
        assertThat(counter.tokens()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1 abc\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n"
            })
    void refusesWhatIsNotHttp(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> new ResponseParser(new TokenCounter()).accept(bytes))
                .isInstanceOf(MalformedResponseException.class);
    }

    @Test
    void anEndlessLineDoesNotGrow() {
        ByteBuffer bytes = ByteBuffer.wrap("x".repeat(100_000).getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> new ResponseParser(new TokenCounter()).accept(bytes))
                .hasMessageContaining("longer than");
    }
}

package dev.tokenflow.simulator.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseParserTest {
    private static final String EVENTS = event("\"role\":\"assistant\",\"content\":\"\"")
            + event("\"reasoning_content\":\" six\"")
            + event("\"content\":\" one\"")
            + event("\"content\":\"你「好」世。\"")
            + event("\"content\":\" \\ud83d\\ude00\\u4f60\"")
            + event("\"content\":\" 👩‍👩‍👧‍👦 привет كِتَابٌ\"")
            + event("\"content\":null,\"refusal\":\"content of no token\"")
            + "data: {\"choices\":[{\"text\":\" a\",\"logprobs\":{\"content\":[{\"token\":\" a b c\"}]}}]}\n\n"
            + "data: {\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\" b\"}}\n\n"
            + "data: {\"delta\":{\"type\":\"text_delta\",\"text\":\" c\"},\"obfuscation\":\"x y\"}\n\n"
            + event("\"content\":\" two three\"")
            + event("\"content\":\"\"")
            + event("\"content\":\" \\\"four\\\" five\"")
            + event("")
            + "data: [DONE]\n\n";

    private static final byte[] EVENTS_BYTES = utf8(EVENTS);

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

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
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        response.writeBytes(utf8("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n"));
        for (int from = 0; from < EVENTS_BYTES.length; ) {
            int to = Math.min(EVENTS_BYTES.length, from + 1 + random.nextInt(200));
            response.writeBytes(utf8(Integer.toHexString(to - from) + (random.nextBoolean() ? ";ext=1\r\n" : "\r\n")));
            response.write(EVENTS_BYTES, from, to - from);
            response.writeBytes(utf8("\r\n"));
            from = to;
        }
        response.writeBytes(utf8("0\r\n\r\n"));
        byte[] bytes = response.toByteArray();

        TokenCounter counter = new TokenCounter();
        ResponseParser parser = new ResponseParser(counter::forBody);
        for (int from = 0; from < bytes.length; ) {
            assertThat(parser.isComplete()).isFalse();
            int count = Math.min(bytes.length - from, 1 + random.nextInt(100));
            parser.accept(ByteBuffer.wrap(bytes, from, count));
            from += count;
        }
        assertThat(parser.isComplete()).isTrue();
        assertThat(parser.status()).isEqualTo(200);
        assertThat(counter.tokens()).isEqualTo(17);
    }

    /** Each event is compressed with a flush of its own, as servers do that stream. */
    @ParameterizedTest
    @MethodSource("seeds")
    void countsTheTokensOfACompressedBodyAsSoonAsTheyCanBeDecoded(long seed) throws Exception {
        Random random = new Random(seed);
        TokenCounter counter = new TokenCounter();
        ResponseParser parser = new ResponseParser(counter::forBody);
        parser.accept(ByteBuffer.wrap(
                utf8("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n")));
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        ByteBuffer readBuffer = ByteBuffer.allocateDirect(64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(encoded, 512, true)) {
            for (int event = 1; event <= 30; event++) {
                gzip.write(utf8(event("\"content\":\" word\"")));
                gzip.flush();
                send(encoded, parser, readBuffer, random);
                assertThat(counter.tokens()).isEqualTo(event);
            }
            gzip.finish();
            send(encoded, parser, readBuffer, random);
            parser.accept(ByteBuffer.wrap(utf8("0\r\n\r\n")));
        }
        assertThat(parser.isComplete()).isTrue();
        assertThat(counter.tokens()).isEqualTo(30);
        parser.close();
        parser.close();
    }

    /** As one chunk, in reads of random length through one buffer. */
    private static void send(ByteArrayOutputStream encoded, ResponseParser parser, ByteBuffer readBuffer, Random random)
            throws MalformedResponseException {
        byte[] body = encoded.toByteArray();
        encoded.reset();
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        chunk.writeBytes(utf8(Integer.toHexString(body.length) + "\r\n"));
        chunk.writeBytes(body);
        chunk.writeBytes(utf8("\r\n"));
        byte[] bytes = chunk.toByteArray();
        for (int from = 0; from < bytes.length; ) {
            int count = Math.min(bytes.length - from, 1 + random.nextInt(readBuffer.capacity()));
            parser.accept(readBuffer.clear().put(bytes, from, count).flip());
            from += count;
        }
    }

    @Test
    void whatIsNoGzipIsRefused() {
        ByteBuffer bytes = ByteBuffer.wrap(
                utf8("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + "this is plain text ".repeat(3)));
        ResponseParser parser = new ResponseParser(new TokenCounter()::forBody);
        assertThatThrownBy(() -> parser.accept(bytes))
                .isInstanceOf(MalformedResponseException.class)
                .hasMessageContaining("no gzip");
        parser.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1 abc\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: br\r\n\r\n"
            })
    void refusesWhatIsNotHttp(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> new ResponseParser(new TokenCounter()::forBody).accept(bytes))
                .isInstanceOf(MalformedResponseException.class);
    }

    @Test
    void anEndlessLineDoesNotGrow() {
        ByteBuffer bytes = ByteBuffer.wrap("x".repeat(100_000).getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> new ResponseParser(new TokenCounter()::forBody).accept(bytes))
                .hasMessageContaining("longer than");
    }
}

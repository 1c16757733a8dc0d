package dev.tokenflow.bench.gateway.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the readers count is what the engine sent, however it is cut, joined or compressed. */
class BodyCountTest {
    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/event-stream\r\n";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 100, 100_000})
    void deltasOfAWholeAnswerAreCountedWhereverItIsCut(int piece) {
        EventScript script = new EventScript();
        ByteBuf answer = Unpooled.buffer().writeBytes(script.begin());
        for (int i = 0; i < 50; i++) {
            answer.writeBytes(script.delta(i));
        }
        answer.writeBytes(script.end());

        BodyCount body = read(bytes(answer), piece);

        assertThat(body.deltas()).isEqualTo(50);
        assertThat(body.isComplete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 13, 100_000})
    void deltasThatWereJoinedAndCompressedAreCounted(int piece) throws IOException {
        byte[] zipped = gzip("data: {\"delta\":{\"content\":\" one two three\"}}\n\ndata: [DONE]\n\n");
        ByteBuf answer = Unpooled.buffer()
                .writeBytes(ascii(HEAD + "Content-Encoding: gzip\r\n\r\n"))
                .writeBytes(ascii(Integer.toHexString(zipped.length) + "\r\n"))
                .writeBytes(zipped)
                .writeBytes(ascii("\r\n0\r\n\r\n"));

        BodyCount body = read(bytes(answer), piece);

        assertThat(body.deltas()).isEqualTo(3);
        assertThat(body.isGzip()).isTrue();
        assertThat(body.isComplete()).isTrue();
    }

    @Test
    void anotherStatusIsAnError() {
        assertThatThrownBy(() -> read(ascii("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"), 100))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the answer is http/1.1 502 bad gateway");
    }

    private static BodyCount read(byte[] answer, int piece) {
        BodyCount body = new BodyCount(new byte[64]);
        body.begin();
        for (int from = 0; from < answer.length; from += piece) {
            body.read(answer, from, Math.min(answer.length, from + piece));
        }
        body.close();
        return body;
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(ascii(text));
        }
        return zipped.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }
}

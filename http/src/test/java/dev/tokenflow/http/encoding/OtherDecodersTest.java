package dev.tokenflow.http.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs of other houses show every event as soon as it has arrived: the next is sent when they have. */
@Timeout(60)
class OtherDecodersTest {
    private static final byte[][] EVENTS = EventStreams.openAi(40, 11);

    @ParameterizedTest
    @EnumSource
    void curl(ContentCoding coding) throws Exception {
        requireInstalled("curl");
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process curl = new ProcessBuilder(
                            "curl",
                            "--silent",
                            "--no-buffer",
                            "--compressed",
                            "--max-time",
                            "50",
                            "http://127.0.0.1:" + server.getLocalPort())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (Socket socket = server.accept()) {
                OutputStream wire = socket.getOutputStream();
                wire.write(("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/event-stream\r\n"
                                + "Content-Encoding: " + coding.token() + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                sendOneByOne(coding, wire, curl.getInputStream());
            }
            assertEnds(curl);
        }
    }

    @Test
    void node() throws Exception {
        requireInstalled("node");
        Process node = new ProcessBuilder(
                        "node", "-e", "process.stdin.pipe(require('zlib').createGunzip()).pipe(process.stdout)")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream in = node.getOutputStream()) {
            sendOneByOne(ContentCoding.GZIP, in, node.getInputStream());
        }
        assertEnds(node);
    }

    private static void sendOneByOne(ContentCoding coding, OutputStream wire, InputStream shown) throws IOException {
        StreamEncoders encoders = new StreamEncoders(ContentCoding.PREFERENCE, 1 << 20);
        try (StreamEncoder encoder =
                encoders.open(AcceptEncoding.of(List.of(coding.token()))).orElseThrow()) {
            ByteBuf out = Unpooled.buffer();
            for (int i = 0; i < EVENTS.length; i++) {
                encoder.encode(Unpooled.wrappedBuffer(EVENTS[i]), out.clear());
                wire.write(ByteBufUtil.getBytes(out));
                wire.flush();
                assertThat(shown.readNBytes(EVENTS[i].length)).isEqualTo(EVENTS[i]);
            }
            encoder.finish(out.clear());
            wire.write(ByteBufUtil.getBytes(out));
            wire.flush();
        }
    }

    private static void assertEnds(Process program) throws Exception {
        assertThat(program.getInputStream().readAllBytes()).isEmpty();
        assertThat(program.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(program.exitValue()).isZero();
    }

    private static void requireInstalled(String program) {
        boolean found = List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        assumeTrue(found, () -> "'" + program + "' is not installed: it is not tried here");
    }
}

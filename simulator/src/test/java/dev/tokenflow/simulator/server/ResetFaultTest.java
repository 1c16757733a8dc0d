package dev.tokenflow.simulator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenflow.simulator.server.config.AccessConfig;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The fault {@code reset-after} resets the connection, as a crash does; a close would be an orderly end of TCP. */
class ResetFaultTest {
    @Test
    void theConnectionIsResetAndNotClosed() throws Exception {
        try (RunningServer server = RunningServer.with(new AccessConfig(null, 10, null, true));
                Socket socket = new Socket("127.0.0.1", server.port())) {
            String body = "{" + RunningServer.MESSAGES + ",\"stream\":true,\"max_tokens\":40,\"ignore_eos\":true}";
            OutputStream out = socket.getOutputStream();
            out.write(("POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nx-tokenflow-fault: reset-after=5\r\n"
                            + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                    .getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> socket.getInputStream().readAllBytes())
                    .isInstanceOf(SocketException.class)
                    .satisfies(reset -> assertThat(reset.getMessage()).contains("reset"));
        }
    }
}

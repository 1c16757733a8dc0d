package dev.tokenflow.ops.gateway;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** An nginx of its own, with nothing but {@code proxy_pass}: everything else is as it comes. */
final class Nginx implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String CONFIGURATION = """
        daemon off;
        pid nginx.pid;
        error_log error.log;
        events {}
        http {
            access_log off;
            client_body_temp_path body;
            proxy_temp_path proxy;
            fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi;
            scgi_temp_path scgi;
            server {
                listen 127.0.0.1:%d;
                location / { proxy_pass %s; }
            }
        }
        """;

    private final Process process;
    private final int port;

    /** @param folder its own, for configuration and logs */
    Nginx(Path folder, URI upstream) throws IOException {
        port = freePort();
        Path file = Files.writeString(folder.resolve("nginx.conf"), CONFIGURATION.formatted(port, upstream));
        process = new ProcessBuilder("nginx", "-p", folder.toString(), "-c", file.toString(), "-e", "error.log")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.log").toFile())
                .start();
        await("nginx listens, see " + folder).atMost(PATIENCE).until(this::listens);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

package dev.tokenflow.bench.gateway.proxy;

import dev.tokenflow.bench.report.BenchException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * nginx as people set it up before an engine: no buffering, connections to the engine kept, HTTP/1.1 on both sides. It
 * listens on two ports; on the second it compresses event streams.
 *
 * @param process that runs
 * @param plain where it passes answers as they are
 * @param gzip where it compresses
 */
public record Nginx(ProxyProcess process, InetSocketAddress plain, InetSocketAddress gzip) implements AutoCloseable {
    /** Debian puts it where only root looks for programs. */
    private static final List<String> PROGRAMS =
            List.of("/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx");

    /** nginx does not end with its parent; this shell sees that the parent has gone, and ends it. */
    private static final String UNTIL_STDIN_CLOSES =
            "\"$0\" \"$@\" & nginx=$!; cat >/dev/null; kill $nginx; wait $nginx";

    private static final int CONNECTIONS = 16_384;
    private static final int TRIES = 3;

    /**
     * Starts it.
     *
     * @param folder for everything it writes
     */
    public static Nginx start(Path folder, InetSocketAddress engine, int workers)
            throws BenchException, IOException, InterruptedException {
        String program = PROGRAMS.stream()
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst()
                .orElseThrow(
                        () -> new BenchException("nginx is not installed; on Debian: apt-get install nginx-light"));
        for (int i = 1; ; i++) {
            InetSocketAddress plain = freeAddress();
            InetSocketAddress gzip = freeAddress();
            Path conf = folder.resolve("nginx.conf");
            Files.writeString(conf, conf(folder, engine, workers, plain, gzip));
            ProxyProcess process = ProxyProcess.start(
                    "nginx",
                    folder,
                    List.of(
                            "sh",
                            "-c",
                            UNTIL_STDIN_CLOSES,
                            program,
                            "-p",
                            folder.toString(),
                            "-c",
                            conf.toString(),
                            "-e",
                            "stderr"));
            try {
                process.awaitListening(plain);
                process.awaitListening(gzip);
                return new Nginx(process, plain, gzip);
            } catch (IOException e) { // somebody else may have taken a port meanwhile
                process.close();
                if (i == TRIES) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void close() {
        process.close();
    }

    private static String conf(
            Path folder, InetSocketAddress engine, int workers, InetSocketAddress plain, InetSocketAddress gzip) {
        String paths = Stream.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
                .map(name -> "  " + name + "_temp_path " + folder.resolve(name) + ";\n")
                .reduce("", String::concat);
        return """
            daemon off;
            worker_processes %d;
            worker_rlimit_nofile %d;
            pid %s;
            error_log stderr error;
            events { worker_connections %d; }
            http {
              access_log off;
            %s  tcp_nodelay on;
              keepalive_requests 1000000;
              upstream engine { server 127.0.0.1:%d; keepalive 256; keepalive_requests 1000000; }
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_set_header Accept-Encoding "";
              proxy_buffering off;
              proxy_read_timeout 600s;
              gzip_types text/event-stream;
              gzip_min_length 0;
              gzip_proxied any;
              server {
                listen 127.0.0.1:%d reuseport backlog=4096;
                location / { proxy_pass http://engine; }
              }
              server {
                listen 127.0.0.1:%d reuseport backlog=4096;
                gzip on;
                location / { proxy_pass http://engine; }
              }
            }
            """.formatted(
                        workers,
                        Math.min(ProcFiles.openFilesAllowed(), 2L * CONNECTIONS),
                        folder.resolve("nginx.pid"),
                        CONNECTIONS,
                        paths,
                        engine.getPort(),
                        plain.getPort(),
                        gzip.getPort());
    }

    private static InetSocketAddress freeAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
        }
    }
}

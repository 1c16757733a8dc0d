package dev.tokenflow.http;

import java.time.Duration;

/**
 * One server's limits. {@link #of} gives the defaults.
 *
 * @param name names the threads
 * @param host address or name to listen on
 * @param port TCP port; 0 = any free one
 * @param threads event loops, &ge; 1
 * @param maxHeaderBytes longest head of a request, beyond it 431; &ge; 256
 * @param maxBodyBytes longest body of a request, beyond it 413; &ge; 0
 * @param maxConnections beyond it a new connection is answered 503 and closed; &ge; 1
 * @param idleTimeout a connection that waits for a (whole) request this long is closed; &gt; 0
 * @param stopGrace how long {@link HttpServer#close} lets answers under way finish; &ge; 0
 * @param connection how bytes leave
 */
public record HttpServerConfig(
        String name,
        String host,
        int port,
        int threads,
        int maxHeaderBytes,
        int maxBodyBytes,
        int maxConnections,
        Duration idleTimeout,
        Duration stopGrace,
        ConnectionOptions connection) {

    public HttpServerConfig {
        require(!host.isBlank(), "host is empty, expected an address or a name");
        require(port >= 0 && port <= 65_535, "port is " + port + ", expected 0 to 65535");
        require(threads >= 1, "threads is " + threads + ", expected at least 1");
        require(maxHeaderBytes >= 256, "maxHeaderBytes is " + maxHeaderBytes + ", expected at least 256");
        require(maxBodyBytes >= 0, "maxBodyBytes is " + maxBodyBytes + ", expected at least 0");
        require(maxConnections >= 1, "maxConnections is " + maxConnections + ", expected at least 1");
        require(idleTimeout.isPositive(), "idleTimeout is " + idleTimeout + ", expected more than 0");
        require(!stopGrace.isNegative(), "stopGrace is " + stopGrace + ", expected at least 0");
    }

    /**
     * 2 event loops, 16 KiB of header, 1 MiB of body, 16,384 connections, 60 s idle, 1 s of grace,
     * {@link ConnectionOptions#DEFAULT}.
     */
    public static HttpServerConfig of(String name, String host, int port) {
        return new HttpServerConfig(
                name,
                host,
                port,
                2,
                16 << 10,
                1 << 20,
                16_384,
                Duration.ofSeconds(60),
                Duration.ofSeconds(1),
                ConnectionOptions.DEFAULT);
    }

    /** The same with other connection options. */
    public HttpServerConfig withConnection(ConnectionOptions options) {
        return new HttpServerConfig(
                name,
                host,
                port,
                threads,
                maxHeaderBytes,
                maxBodyBytes,
                maxConnections,
                idleTimeout,
                stopGrace,
                options);
    }

    /** The same with another number of event loops. */
    public HttpServerConfig withThreads(int count) {
        return new HttpServerConfig(
                name,
                host,
                port,
                count,
                maxHeaderBytes,
                maxBodyBytes,
                maxConnections,
                idleTimeout,
                stopGrace,
                connection);
    }

    /** The same with other limits of a request. */
    public HttpServerConfig withRequestLimits(int headerBytes, int bodyBytes) {
        return new HttpServerConfig(
                name, host, port, threads, headerBytes, bodyBytes, maxConnections, idleTimeout, stopGrace, connection);
    }

    /** The same with another limit of connections and another idle timeout. */
    public HttpServerConfig withConnectionLimits(int most, Duration idle) {
        return new HttpServerConfig(
                name, host, port, threads, maxHeaderBytes, maxBodyBytes, most, idle, stopGrace, connection);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}

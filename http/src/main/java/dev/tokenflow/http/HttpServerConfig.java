package dev.tokenflow.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one server. {@link #of} gives the defaults, {@link #builder} starts from them.
 *
 * @param name names the threads
 * @param host address or name to listen on
 * @param port TCP port; 0 = any free one
 * @param threads event loops, &ge; 1
 * @param maxHeaderBytes longest head of a request, beyond it 431; &ge; 256
 * @param maxBodyBytes longest body of a request, beyond it 413; &ge; 0
 * @param maxConnections beyond it a new connection is answered 503 and closed; &ge; 1
 * @param headTimeout the head of a request must be complete so long after its first byte; &gt; 0
 * @param idleTimeout a connection that waits for a (whole) request this long is closed; &gt; 0
 * @param stopGrace how long {@link HttpServer#close} lets open answers finish; &ge; 0
 * @param connection how bytes leave
 * @param tls certificate and key; null = plain text
 */
public record HttpServerConfig(
        String name,
        String host,
        int port,
        int threads,
        int maxHeaderBytes,
        int maxBodyBytes,
        int maxConnections,
        Duration headTimeout,
        Duration idleTimeout,
        Duration stopGrace,
        ConnectionOptions connection,
        @Nullable TlsIdentity tls) {

    public HttpServerConfig {
        require(!host.isBlank(), "host is empty, expected an address or a name");
        require(port >= 0 && port <= 65_535, "port is " + port + ", expected 0 to 65535");
        require(threads >= 1, "threads is " + threads + ", expected at least 1");
        require(maxHeaderBytes >= 256, "maxHeaderBytes is " + maxHeaderBytes + ", expected at least 256");
        require(maxBodyBytes >= 0, "maxBodyBytes is " + maxBodyBytes + ", expected at least 0");
        require(maxConnections >= 1, "maxConnections is " + maxConnections + ", expected at least 1");
        require(headTimeout.isPositive(), "headTimeout is " + headTimeout + ", expected more than 0");
        require(idleTimeout.isPositive(), "idleTimeout is " + idleTimeout + ", expected more than 0");
        require(!stopGrace.isNegative(), "stopGrace is " + stopGrace + ", expected at least 0");
    }

    /** The defaults, which {@link Builder} names. */
    public static HttpServerConfig of(String name, String host, int port) {
        return builder(name, host, port).build();
    }

    /** Begins with the defaults. */
    public static Builder builder(String name, String host, int port) {
        return new Builder(name, host, port);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** Collects what differs from the defaults. */
    public static final class Builder {
        private final String name;
        private final String host;
        private final int port;
        private int threads = 2;
        private int maxHeaderBytes = 16 << 10;
        private int maxBodyBytes = 1 << 20;
        private int maxConnections = 16_384;
        private Duration headTimeout = Duration.ofSeconds(10);
        private Duration idleTimeout = Duration.ofSeconds(60);
        private Duration stopGrace = Duration.ofSeconds(1);
        private ConnectionOptions connection = ConnectionOptions.DEFAULT;
        private @Nullable TlsIdentity tls;

        private Builder(String name, String host, int port) {
            this.name = name;
            this.host = host;
            this.port = port;
        }

        /** Event loops; default 2. */
        public Builder threads(int count) {
            this.threads = count;
            return this;
        }

        /** Longest head of a request; default 16 KiB. */
        public Builder maxHeaderBytes(int bytes) {
            this.maxHeaderBytes = bytes;
            return this;
        }

        /** Longest body of a request; default 1 MiB. */
        public Builder maxBodyBytes(int bytes) {
            this.maxBodyBytes = bytes;
            return this;
        }

        /** Most connections at a time; default 16,384. */
        public Builder maxConnections(int most) {
            this.maxConnections = most;
            return this;
        }

        /** How long the head of a request may take to arrive; default 10 s. */
        public Builder headTimeout(Duration timeout) {
            this.headTimeout = timeout;
            return this;
        }

        /** Speak TLS with this certificate; default plain text. */
        public Builder tls(@Nullable TlsIdentity identity) {
            this.tls = identity;
            return this;
        }

        /** How long a connection may wait for a request; default 60 s. */
        public Builder idleTimeout(Duration timeout) {
            this.idleTimeout = timeout;
            return this;
        }

        /** How long open answers may finish when the server stops; default 1 s. */
        public Builder stopGrace(Duration grace) {
            this.stopGrace = grace;
            return this;
        }

        /** How bytes leave; default {@link ConnectionOptions#DEFAULT}. */
        public Builder connection(ConnectionOptions options) {
            this.connection = options;
            return this;
        }

        /**
         * The configuration as collected.
         *
         * @throws IllegalArgumentException when a value is out of its range; the message names it
         */
        public HttpServerConfig build() {
            return new HttpServerConfig(
                    name,
                    host,
                    port,
                    threads,
                    maxHeaderBytes,
                    maxBodyBytes,
                    maxConnections,
                    headTimeout,
                    idleTimeout,
                    stopGrace,
                    connection,
                    tls);
        }
    }
}

package dev.tokenflow.gateway.route;

import dev.tokenflow.http.upstream.Endpoint;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An engine, or several with the same name and address list. Requests are spread over the addresses that are well, to
 * the one with the fewest open answers first. Safe for any thread.
 */
public final class Upstream {
    /** One address of an upstream. */
    public static final class Server {
        private final Endpoint endpoint;
        private final AtomicInteger open = new AtomicInteger();
        private volatile boolean healthy = true;

        Server(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        public Endpoint endpoint() {
            return endpoint;
        }

        /** Answers that are open now. */
        public int open() {
            return open.get();
        }

        /** An answer begins here. */
        public void begin() {
            open.incrementAndGet();
        }

        /** An answer that began here is over. */
        public void end() {
            open.decrementAndGet();
        }

        public boolean isHealthy() {
            return healthy;
        }

        /** The server could not be reached, or answered a check; the next check decides anew. */
        public void healthy(boolean now) {
            healthy = now;
        }
    }

    private final UpstreamConfig config;
    private final @Nullable SslContext tls;
    private volatile List<Server> servers = List.of();
    private volatile String unresolved = "its address has not been looked up yet";

    Upstream(UpstreamConfig config, @Nullable SslContext tls) {
        this.config = config;
        this.tls = tls;
    }

    public UpstreamConfig config() {
        return config;
    }

    /** The addresses, as last looked up. */
    public List<Server> servers() {
        return servers;
    }

    /** Why there is no address; only of meaning while {@link #servers} is empty. */
    public String unresolved() {
        return unresolved;
    }

    /** The address to ask now: the least busy of those that are well, of all when none is; null without any. */
    public @Nullable Server choose() {
        Server best = null;
        for (Server server : servers) {
            if (best == null
                    || (server.healthy && !best.healthy)
                    || (server.healthy == best.healthy && server.open() < best.open())) {
                best = server;
            }
        }
        return best;
    }

    /** Takes the addresses of a look-up; known ones keep what is known of them. */
    void resolved(List<InetSocketAddress> addresses) {
        List<Server> before = servers;
        servers = addresses.stream()
                .map(address -> before.stream()
                        .filter(server -> server.endpoint.address().equals(address))
                        .findFirst()
                        .orElseGet(() -> new Server(new Endpoint(address, config.host(), tls))))
                .toList();
    }

    void unresolved(String why) {
        unresolved = why;
    }
}

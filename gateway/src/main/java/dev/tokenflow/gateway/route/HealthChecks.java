package dev.tokenflow.gateway.route;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks up the addresses of upstreams and asks each whether it is well, on a thread of its own, since both can block. A
 * failed look-up keeps the addresses of the last one.
 */
public final class HealthChecks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);
    private static final int OK_FROM = 200;
    private static final int OK_TO = 400;

    private final Supplier<Routes> routes;
    private final Duration timeout;
    private final ScheduledThreadPoolExecutor thread;

    private HealthChecks(Supplier<Routes> routes, Duration timeout) {
        this.routes = routes;
        this.timeout = timeout;
        this.thread = new ScheduledThreadPoolExecutor(1, run -> {
            Thread made = new Thread(run, "gateway-health");
            made.setDaemon(true);
            return made;
        });
    }

    /**
     * Checks once before it returns, and then again and again.
     *
     * @param routes as they are in force, asked before each round
     * @param every pause between rounds, &gt; 0
     * @param timeout of one check, &gt; 0
     */
    public static HealthChecks start(Supplier<Routes> routes, Duration every, Duration timeout) {
        HealthChecks checks = new HealthChecks(routes, timeout);
        checks.check(routes.get());
        var unused = checks.thread.scheduleWithFixedDelay(
                checks::round, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
        return checks;
    }

    /** Checks routes that are not in force yet, so that they can be used at once. Blocks. */
    public void check(Routes before) {
        for (Upstream upstream : before.upstreams()) {
            resolve(upstream);
            for (Upstream.Server server : upstream.servers()) {
                boolean well = isWell(upstream.config(), server);
                if (well != server.isHealthy()) {
                    LOG.info(
                            "upstream {} at {} is {}",
                            upstream.config().name(),
                            server.endpoint().address(),
                            well ? "well" : "not well");
                }
                server.healthy(well);
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void round() {
        try {
            check(routes.get());
        } catch (RuntimeException e) {
            LOG.error("a round of health checks failed; the next one comes", e);
        }
    }

    private static void resolve(Upstream upstream) {
        UpstreamConfig config = upstream.config();
        try {
            List<InetSocketAddress> addresses = new ArrayList<>();
            Arrays.stream(InetAddress.getAllByName(config.host()))
                    .sorted(Comparator.comparing(InetAddress::getHostAddress))
                    .forEach(address -> addresses.add(new InetSocketAddress(address, config.port())));
            upstream.resolved(addresses);
        } catch (UnknownHostException e) {
            upstream.unresolved("the host " + config.host() + " is unknown");
        }
    }

    private boolean isWell(UpstreamConfig config, Upstream.Server server) {
        InetSocketAddress address = server.endpoint().address();
        try {
            if (config.healthPath().isEmpty()) {
                try (Socket socket = new Socket()) {
                    socket.connect(address, (int) timeout.toMillis());
                    return true;
                }
            }
            String host = address.getAddress().getHostAddress();
            URI uri = URI.create(config.url().getScheme() + "://"
                    + (config.isTls() ? config.host() : host.contains(":") ? "[" + host + "]" : host) + ":"
                    + config.port() + config.target(config.healthPath()));
            HttpURLConnection asked = (HttpURLConnection) uri.toURL().openConnection();
            asked.setConnectTimeout((int) timeout.toMillis());
            asked.setReadTimeout((int) timeout.toMillis());
            asked.setInstanceFollowRedirects(false);
            try {
                int status = asked.getResponseCode();
                try (InputStream body = asked.getInputStream()) {
                    body.readNBytes(1 << 10);
                }
                return status >= OK_FROM && status < OK_TO;
            } finally {
                asked.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }
}

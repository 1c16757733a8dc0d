package dev.tokenflow.gateway;

import dev.tokenflow.client.HintClient;
import dev.tokenflow.gateway.carry.CarryServices;
import dev.tokenflow.gateway.carry.ClientStreams;
import dev.tokenflow.gateway.carry.MemoryBudget;
import dev.tokenflow.gateway.carry.StatsSink;
import dev.tokenflow.gateway.config.ConfigFile;
import dev.tokenflow.gateway.observe.AccessLog;
import dev.tokenflow.gateway.observe.GatewayMetric;
import dev.tokenflow.gateway.observe.GatewayMetrics;
import dev.tokenflow.gateway.observe.StatsTopic;
import dev.tokenflow.gateway.proxy.ProxyHandler;
import dev.tokenflow.gateway.proxy.ProxyServices;
import dev.tokenflow.gateway.route.HealthChecks;
import dev.tokenflow.gateway.route.Routes;
import dev.tokenflow.gateway.route.Upstream;
import dev.tokenflow.gateway.route.UpstreamConfig;
import dev.tokenflow.http.ConnectionOptions;
import dev.tokenflow.http.HttpServer;
import dev.tokenflow.http.HttpServerConfig;
import dev.tokenflow.http.MetricsHandler;
import dev.tokenflow.http.Response;
import dev.tokenflow.http.Router;
import dev.tokenflow.http.ServerStartException;
import dev.tokenflow.http.encoding.StreamEncoders;
import dev.tokenflow.http.upstream.UpstreamPool;
import dev.tokenflow.protocol.event.Pseudonyms;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One gateway: listens for readers, asks engines, and carries their answers. */
public final class Gateway implements AutoCloseable {
    private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(2);
    private static final int MAX_HEADER_BYTES = 64 << 10;
    /** Native memory that zstd may take of what waits in all. */
    private static final int ZSTD_SHARE = 2;

    private static final int MOST_HINTED_CLIENTS = 50_000;

    private final GatewaySettings settings;
    private final AtomicReference<Routes> routes;
    private final GatewayMetrics metrics;
    private final ClientStreams clients = new ClientStreams();
    private final @Nullable HintClient hints;
    private final @Nullable AccessLog accessLog;
    private final @Nullable StatsTopic stats;
    private final HealthChecks health;
    private final HttpServer server;
    private final HttpServer admin;
    private final ScheduledThreadPoolExecutor housekeeping = new ScheduledThreadPoolExecutor(1, run -> {
        Thread made = new Thread(run, "gateway-housekeeping");
        made.setDaemon(true);
        return made;
    });
    private volatile boolean draining;

    private static @Nullable StatsSink statsSink(@Nullable StatsTopic topic, @Nullable Pseudonyms names) {
        return topic == null || names == null
                ? topic
                : row -> topic.row(row.withClient(names.of(row.client(), row.atMs())));
    }

    private Gateway(GatewaySettings settings) throws IOException, ServerStartException {
        this.settings = settings;
        this.routes = new AtomicReference<>(settings.upstreamTls().routes(settings.upstreams()));
        PrometheusRegistry registry = new PrometheusRegistry();
        JvmMetrics.builder().register(registry);
        metrics = new GatewayMetrics(registry);
        hints = settings.hints() == null
                ? null
                : HintClient.builder(settings.hints())
                        .mode(settings.hintMode())
                        .maxAddresses(Math.min(MOST_HINTED_CLIENTS, HintClient.Builder.MOST_ADDRESSES))
                        .pseudonyms(settings.pseudonyms())
                        .onChange((address, hint) -> clients.hintChanged(address))
                        .build();
        accessLog = settings.accessLog() == null ? null : openLog(settings.accessLog());
        stats = settings.bootstrapServers() == null
                ? null
                : new StatsTopic(settings.bootstrapServers(), settings.kafka());
        MemoryBudget memory = new MemoryBudget(settings.maxMemory());
        UpstreamPool pool = new UpstreamPool(settings.connectTimeout(), ConnectionOptions.DEFAULT);
        ProxyServices services = new ProxyServices(
                routes::get,
                pool,
                new StreamEncoders(settings.codings(), settings.maxMemory() / ZSTD_SHARE),
                settings.clients(),
                new CarryServices(settings.carry(), hints, clients, memory, statsSink(stats, settings.pseudonyms())),
                settings.proxy(),
                metrics,
                settings.tls() != null);
        if (accessLog != null) {
            metrics.onFinished(accessLog::finished);
        }
        health = HealthChecks.start(routes::get, settings.healthInterval(), HEALTH_TIMEOUT);
        admin = HttpServer.start(
                HttpServerConfig.builder(
                                "gateway-admin",
                                settings.admin().host(),
                                settings.admin().port())
                        .threads(1)
                        .maxBodyBytes(0)
                        .build(),
                adminRoutes(registry));
        server = startServer(services);
        register(memory, pool);
    }

    /**
     * Checks the engines once, listens, and carries from now on.
     *
     * @throws ServerStartException when an address cannot be listened on
     * @throws IOException when the access log cannot be written
     */
    public static Gateway start(GatewaySettings settings) throws IOException, ServerStartException {
        return new Gateway(settings);
    }

    /** The port for readers. */
    public int port() {
        return server.port();
    }

    /** The port of metrics and health. */
    public int adminPort() {
        return admin.port();
    }

    /** Token streams that are open. */
    public int openStreams() {
        return clients.count();
    }

    /** Replaces the engines. Open answers stay with theirs. Blocks until each new one was checked once. */
    public void use(List<UpstreamConfig> upstreams) {
        Routes next = settings.upstreamTls().routes(upstreams);
        health.check(next);
        metrics.know(next);
        routes.set(next);
    }

    /**
     * Reads a configuration file again whenever it changes, and on SIGHUP.
     *
     * @param upstreams the engines of a file
     */
    void watch(Path file, Function<ConfigFile, List<UpstreamConfig>> upstreams) {
        ConfigWatch watch = new ConfigWatch(file, again -> use(upstreams.apply(again)), metrics);
        watch.start(housekeeping);
    }

    /** Refuses new requests, lets open answers go on for a while, then ends. */
    @Override
    public void close() {
        draining = true;
        server.close();
        admin.close();
        health.close();
        housekeeping.shutdownNow();
        if (hints != null) {
            hints.close();
        }
        if (accessLog != null) {
            accessLog.close();
        }
        if (stats != null) {
            stats.close();
        }
    }

    private HttpServer startServer(ProxyServices services) throws ServerStartException {
        try {
            return HttpServer.start(
                    HttpServerConfig.builder(
                                    "gateway",
                                    settings.listen().host(),
                                    settings.listen().port())
                            .threads(settings.threads())
                            .maxHeaderBytes(MAX_HEADER_BYTES)
                            .maxConnections(settings.maxConnections())
                            .stopGrace(settings.drainTimeout())
                            .connection(ConnectionOptions.builder()
                                    .stallTimeout(settings.stallTimeout())
                                    .deadAfter(settings.stallTimeout())
                                    .build())
                            .tls(settings.tls())
                            .build(),
                    Router.builder().otherwise(new ProxyHandler(services)).build());
        } catch (ServerStartException e) {
            admin.close();
            health.close();
            throw e;
        }
    }

    private Router adminRoutes(PrometheusRegistry registry) {
        return Router.builder()
                .get("/metrics", new MetricsHandler(registry))
                .get("/healthz", exchange -> exchange.send(text(200, "ok")))
                .get("/readyz", exchange -> exchange.send(readiness()))
                .build();
    }

    private Response readiness() {
        if (draining) {
            return text(503, "stopping");
        }
        boolean anyWell = routes.get().upstreams().stream()
                .flatMap(upstream -> upstream.servers().stream())
                .anyMatch(Upstream.Server::isHealthy);
        return anyWell ? text(200, "ready") : text(503, "no engine can be reached");
    }

    private void register(MemoryBudget memory, UpstreamPool pool) {
        metrics.gauge(GatewayMetric.STREAMS, clients::count);
        metrics.gauge(GatewayMetric.CONNECTIONS, server::openConnections);
        metrics.gauge(GatewayMetric.UPSTREAM_CONNECTIONS, pool::openConnections);
        metrics.gauge(GatewayMetric.MEMORY, memory::usedBytes);
        metrics.count(GatewayMetric.STALLED, server::stalledConnections);
        metrics.health(routes::get);
        metrics.know(routes.get());
        metrics.refusals(server::refusedConnections);
        AccessLog log = accessLog;
        StatsTopic topic = stats;
        metrics.count(GatewayMetric.LOST_ROWS, () -> topic == null ? 0 : topic.lostRows());
        metrics.count(GatewayMetric.LOST_LINES, () -> log == null ? 0 : log.lostLines());
    }

    private AccessLog openLog(String target) throws IOException {
        try {
            OutputStream out = target.equals("-")
                    ? System.out
                    : Files.newOutputStream(Path.of(target), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return new AccessLog(out, settings.wholeAddresses());
        } catch (IOException e) {
            throw new IOException("cannot write the access log " + target + ": " + e.getMessage(), e);
        }
    }

    private static Response text(int status, String word) {
        return Response.of(status, "text/plain; charset=utf-8", word + "\n");
    }
}

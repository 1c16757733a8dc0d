package dev.tokenflow.hints;

import dev.tokenflow.hints.answer.HintRoutes;
import dev.tokenflow.hints.incident.IncidentBook;
import dev.tokenflow.hints.store.HintStore;
import dev.tokenflow.hints.store.RecordOutcome;
import dev.tokenflow.hints.store.Watchers;
import dev.tokenflow.hints.topic.HintListener;
import dev.tokenflow.hints.topic.HintTopicConfig;
import dev.tokenflow.hints.topic.HintTopicReader;
import dev.tokenflow.hints.topic.IncidentTopicReader;
import dev.tokenflow.hints.topic.ModelCardReader;
import dev.tokenflow.http.HttpServer;
import dev.tokenflow.http.HttpServerConfig;
import dev.tokenflow.http.ServerStartException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The hint server: reads the compacted hint topic into memory and answers over HTTP. Embeddable; {@link HintsMain} runs
 * it alone.
 */
public final class HintServer implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(500);

    private final HintStore store;
    private final Watchers watchers;
    private final HintTopicReader reader;
    private final ModelCardReader cards;
    private final IncidentTopicReader incidents;
    private final HintRoutes routes;
    private final HttpServer http;

    private HintServer(
            HintStore store,
            Watchers watchers,
            HintTopicReader reader,
            ModelCardReader cards,
            IncidentTopicReader incidents,
            HintRoutes routes,
            HttpServer http) {
        this.incidents = incidents;
        this.store = store;
        this.watchers = watchers;
        this.reader = reader;
        this.cards = cards;
        this.routes = routes;
        this.http = http;
    }

    /**
     * {@link #start(HintsConfig, HintListener, PrometheusRegistry)} without a listener and with a registry of its own.
     */
    public static HintServer start(HintsConfig config) throws HintsStartException {
        return start(config, (hint, nanos) -> {}, new PrometheusRegistry());
    }

    /**
     * Checks that a broker answers, listens, and begins to read. It answers at once; {@link #isReady} says when the
     * topic was read.
     *
     * @param listener told of each hint right after it became visible
     * @param registry what {@code /metrics} shows; gets this server's metrics, so one server per registry
     * @throws HintsStartException when no broker answers or the port is taken
     */
    public static HintServer start(HintsConfig config, HintListener listener, PrometheusRegistry registry)
            throws HintsStartException {
        requireBroker(config.topic());
        HintStore store = new HintStore(System::nanoTime, config.capacity(), config.site());
        Watchers watchers = new Watchers();
        HintTopicReader reader = new HintTopicReader(config.topic(), store, watchers, listener);
        ModelCardReader cards = new ModelCardReader(config.topic(), config.models());
        IncidentBook book = new IncidentBook(System::currentTimeMillis);
        IncidentTopicReader incidents = new IncidentTopicReader(config.topic().withName(config.incidents()), book);
        HintRoutes routes = new HintRoutes(store, watchers, reader::isReady, cards::cards, book, registry);
        try {
            HttpServer http = HttpServer.start(
                    HttpServerConfig.builder("hints", config.host(), config.port())
                            .threads(config.threads())
                            .build(),
                    routes.router());
            HintServer server = new HintServer(store, watchers, reader, cards, incidents, routes, http);
            new ServerMetrics(registry).register(reader, store, routes, http);
            reader.start();
            cards.start();
            incidents.start();
            return server;
        } catch (ServerStartException e) {
            throw new HintsStartException(String.valueOf(e.getMessage()));
        }
    }

    /** The port that is listened on. */
    public int port() {
        return http.port();
    }

    /** Whether the topic was read to its end once. */
    public boolean isReady() {
        return reader.isReady();
    }

    /** What was seen so far. */
    public HintStats stats() {
        Map<RecordOutcome, Long> records = new EnumMap<>(RecordOutcome.class);
        for (RecordOutcome outcome : RecordOutcome.values()) {
            records.put(outcome, reader.count(outcome));
        }
        return new HintStats(reader.isReady(), store.size(), records, routes.waitingRequests(), routes.openStreams());
    }

    /** Stops reading, answers the requests that wait, ends the streams, and stops listening. */
    @Override
    public void close() {
        reader.close();
        cards.close();
        incidents.close();
        watchers.stop();
        http.close();
    }

    private static void requireBroker(HintTopicConfig config) throws HintsStartException {
        long timeoutMs = config.brokerTimeout().toMillis();
        Map<String, Object> properties = new HashMap<>(config.properties());
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) Math.min(timeoutMs, 5_000));
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) timeoutMs);
        @Nullable Admin admin = null;
        try {
            admin = Admin.create(properties);
            admin.describeCluster().nodes().get(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new HintsStartException("no Kafka broker answers at " + config.bootstrapServers() + " within "
                    + timeoutMs + " ms: start one, or name another with --bootstrap-servers");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HintsStartException("interrupted while waiting for a Kafka broker");
        } finally {
            if (admin != null) {
                // without a limit it waits for ever on a peer that accepts and never answers
                admin.close(CLOSE_TIMEOUT);
            }
        }
    }
}

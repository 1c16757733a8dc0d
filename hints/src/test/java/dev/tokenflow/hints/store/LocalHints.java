package dev.tokenflow.hints.store;

import dev.tokenflow.hints.answer.HintRoutes;
import dev.tokenflow.hints.incident.IncidentBook;
import dev.tokenflow.http.HttpServer;
import dev.tokenflow.http.HttpServerConfig;
import dev.tokenflow.http.ServerStartException;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.HintCodec;
import dev.tokenflow.protocol.hint.HintKey;
import dev.tokenflow.protocol.hint.Scope;
import dev.tokenflow.protocol.incident.Incident;
import dev.tokenflow.protocol.incident.IncidentCodec;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** The server's rooms over real HTTP, fed by the test in place of Kafka. */
public final class LocalHints implements AutoCloseable {
    final HintStore store = new HintStore(System::nanoTime, 1000, null);
    final Watchers watchers = new Watchers();
    public final IncidentBook incidents = new IncidentBook(System::currentTimeMillis);
    public final AtomicBoolean ready = new AtomicBoolean();
    public final List<String> cards = new CopyOnWriteArrayList<>();
    public final HintRoutes routes =
            new HintRoutes(store, watchers, ready::get, () -> cards, incidents, new PrometheusRegistry());

    private final HttpServer http;

    public LocalHints() throws ServerStartException {
        this(0);
    }

    public LocalHints(int port) throws ServerStartException {
        http = HttpServer.start(HttpServerConfig.of("local-hints", "127.0.0.1", port), routes.router());
    }

    int port() {
        return http.port();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    public RecordOutcome publish(Hint hint) {
        return store.apply(
                hint.kafkaKey(), HintCodec.encode(hint), Written.NOW, stored -> watchers.changed(HintKey.of(stored)));
    }

    public void tell(Incident incident) {
        incidents.take(IncidentCodec.encode(incident), System.currentTimeMillis());
    }

    public void tombstone(Scope scope, String key) {
        HintKey name = new HintKey("", scope, key);
        store.apply(name.kafkaKey(), null, Written.NOW, hint -> {});
        watchers.changed(name);
    }

    @Override
    public void close() {
        watchers.stop();
        http.close();
    }
}

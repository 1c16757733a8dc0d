package dev.tokenflow.hints;

import dev.tokenflow.core.pacing.Hint;
import dev.tokenflow.core.pacing.HintCodec;
import dev.tokenflow.core.pacing.Scope;
import dev.tokenflow.http.HttpServer;
import dev.tokenflow.http.HttpServerConfig;
import dev.tokenflow.http.ServerStartException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.util.concurrent.atomic.AtomicBoolean;

/** The server's rooms over real HTTP, fed by the test in place of Kafka. */
final class LocalHints implements AutoCloseable {
    final HintStore store = new HintStore(System::nanoTime, 1000, null);
    final Watchers watchers = new Watchers();
    final AtomicBoolean ready = new AtomicBoolean();
    final HintRoutes routes = new HintRoutes(store, watchers, ready::get, new PrometheusRegistry());
    private final HttpServer http;

    LocalHints() throws ServerStartException {
        this(0);
    }

    LocalHints(int port) throws ServerStartException {
        http = HttpServer.start(HttpServerConfig.of("local-hints", "127.0.0.1", port), routes.router());
    }

    int port() {
        return http.port();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    Verdict publish(Hint hint) {
        return store.apply(hint.kafkaKey(), HintCodec.encode(hint), 0, watchers::changed);
    }

    void tombstone(Scope scope, String key) {
        store.apply(scope.word() + "/" + key, null, 0, hint -> {});
        watchers.changed(scope, key);
    }

    @Override
    public void close() {
        watchers.stop();
        http.close();
    }
}

package dev.tokenflow.gateway.proxy;

import dev.tokenflow.gateway.observe.RequestRecord;
import dev.tokenflow.gateway.route.Routes;
import dev.tokenflow.gateway.route.Upstream;
import dev.tokenflow.http.Exchange;
import dev.tokenflow.http.Request;
import dev.tokenflow.http.RequestBody;
import dev.tokenflow.http.Response;
import dev.tokenflow.http.StreamedHandler;
import dev.tokenflow.protocol.event.IpAddress;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Takes every request: refuses what no proxy can pass on, finds the engine, and begins to relay. */
public final class ProxyHandler implements StreamedHandler {
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int NOT_IMPLEMENTED = 501;
    private static final int UNAVAILABLE = 503;
    private static final String RETRY_AFTER_S = "2";

    private final ProxyServices services;

    public ProxyHandler(ProxyServices services) {
        this.services = services;
    }

    @Override
    public void handle(Exchange exchange, RequestBody body) {
        Request request = exchange.request();
        ApiDialect dialect = ApiDialect.of(request.path());
        IpAddress client = services.clients().of(request);
        RequestRecord record = services.metrics().begin(request, client);
        Response refusal = refusal(request, dialect);
        if (refusal != null) {
            refuse(exchange, record, refusal);
            return;
        }
        Routes routes = services.routes().get();
        if (routes.needsModel(request.path()) && hasBody(request.headers())) {
            new BodyPreview(exchange, body, dialect, services, record, client, routes).start();
            return;
        }
        Upstream upstream = routes.find(request.path(), null);
        if (upstream == null) {
            refuse(exchange, record, notServed(dialect, null));
            return;
        }
        new Relay(exchange, body, dialect, client, services, record).start(upstream, null, false, null);
    }

    /** Refuses a request whose path or model nothing serves. */
    static Response notServed(ApiDialect dialect, @Nullable String model) {
        return model == null
                ? dialect.error(NOT_FOUND, "not_served", "No engine serves this path.")
                : dialect.error(NOT_FOUND, "model_not_found", "No engine serves the model '" + model + "'.");
    }

    static void refuse(Exchange exchange, RequestRecord record, Response refusal) {
        record.status(refusal.status());
        exchange.send(refusal);
        record.finish();
    }

    private @Nullable Response refusal(Request request, ApiDialect dialect) {
        String method = request.method();
        if (method.equals("CONNECT") || method.equals("TRACE")) {
            return dialect.error(NOT_ALLOWED, "method_not_allowed", "The method " + method + " is not passed on.");
        }
        String upgrade = request.headers().get(HttpHeaderNames.UPGRADE);
        // Java's client offers h2c with each request; an offer may be ignored, but a WebSocket needs its upgrade.
        if (upgrade != null && upgrade.toLowerCase(Locale.ROOT).contains("websocket")) {
            return dialect.error(NOT_IMPLEMENTED, "upgrade_refused", "WebSocket connections are not passed on.");
        }
        if (services.carry().memory().isSpent()) {
            services.metrics().refusedForMemory();
            return dialect.error(UNAVAILABLE, "overloaded", "The gateway has no memory for more requests now.")
                    .withHeader("Retry-After", RETRY_AFTER_S);
        }
        return null;
    }

    private static boolean hasBody(HttpHeaders headers) {
        String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        return headers.contains(HttpHeaderNames.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
    }
}

package dev.tokenflow.agent.metric;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code /healthz}: 200 while the agent drains and delivers, else 503 with the reason. {@code /livez}: 200 while it
 * drains, whatever the broker does; a restart helps against nothing else. Other paths go to another handler.
 */
final class HealthHandler implements HttpHandler {
    private static final String HEALTH = "/healthz";
    private static final String LIFE = "/livez";

    private final Supplier<Progress> progress;
    private final Duration within;
    private final HttpHandler others;

    HealthHandler(Supplier<Progress> progress, Duration within, HttpHandler others) {
        this.progress = progress;
        this.within = within;
        this.others = others;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        switch (exchange.getRequestURI().getPath()) {
            case HEALTH -> answer(exchange, progress.get().notWorking(System.nanoTime(), within));
            case LIFE -> answer(exchange, progress.get().notDraining(System.nanoTime(), within));
            default -> others.handle(exchange);
        }
    }

    private static void answer(HttpExchange exchange, Optional<String> problem) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            byte[] text = (problem.orElse("ok") + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(problem.isEmpty() ? 200 : 503, text.length);
            exchange.getResponseBody().write(text);
        }
    }
}

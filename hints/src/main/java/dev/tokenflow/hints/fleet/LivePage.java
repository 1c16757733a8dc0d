package dev.tokenflow.hints.fleet;

import dev.tokenflow.hints.store.HintStore;
import dev.tokenflow.hints.store.ServedHint;
import dev.tokenflow.http.Exchange;
import dev.tokenflow.http.Response;
import dev.tokenflow.http.Router;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The page at {@code /} and the answer it asks for every second. Works without internet: every byte comes from this
 * server.
 */
public final class LivePage {
    private static final int SHOWN = 200;
    private static final long FRESH_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
    private static final String POLICY =
            "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";

    private final HintStore store;
    private final Fleet fleet;
    private final BooleanSupplier ready;
    private final Supplier<Collection<String>> cards;
    private volatile @Nullable Answer latest;

    /** An answer that every caller of the next half second gets: looking through all hints costs. */
    private record Answer(long atNs, Response response) {}

    /**
     * A page that nobody asked for yet.
     *
     * @param ready whether the topic was read to its end
     * @param cards of models, as JSON
     */
    public LivePage(HintStore store, Fleet fleet, BooleanSupplier ready, Supplier<Collection<String>> cards) {
        this.store = store;
        this.fleet = fleet;
        this.ready = ready;
        this.cards = cards;
    }

    /** Adds the page, its files, {@code /v1/fleet} and {@code /v1/models}. */
    public void addTo(Router.Builder router) {
        file(router, "/", "live/index.html", "text/html; charset=utf-8");
        file(router, "/live.css", "live/live.css", "text/css");
        file(router, "/live.js", "live/live.js", "text/javascript");
        file(router, "/uplot.css", UPLOT + "uPlot.min.css", "text/css");
        file(router, "/uplot.js", UPLOT + "uPlot.iife.min.js", "text/javascript");
        router.get("/v1/fleet", this::fleet);
        router.get("/v1/models", exchange -> exchange.send(json(models())));
    }

    private void fleet(Exchange exchange) {
        Answer known = latest;
        if (known == null || store.nowNanos() - known.atNs() > FRESH_NS) {
            known = new Answer(store.nowNanos(), answer());
            latest = known;
        }
        exchange.send(known.response());
    }

    private Response answer() {
        List<ServedHint> worst = fleet.worst(SHOWN);
        ByteBuf json = ByteBufAllocator.DEFAULT.buffer(1024 * (worst.size() + 1));
        try {
            json.writeCharSequence(
                    "{\"held\":" + store.size() + ",\"ready\":" + ready.getAsBoolean() + ",\"hints\":[",
                    StandardCharsets.US_ASCII);
            for (int i = 0; i < worst.size(); i++) {
                if (i > 0) {
                    json.writeByte(',');
                }
                worst.get(i).appendJson(json, worst.get(i).remainingMs(store.nowNanos()));
            }
            json.writeCharSequence("]}", StandardCharsets.US_ASCII);
            return json(ByteBufUtil.getBytes(json));
        } finally {
            json.release();
        }
    }

    private byte[] models() {
        return ("{\"cards\":[" + String.join(",", cards.get()) + "]}").getBytes(StandardCharsets.UTF_8);
    }

    private static Response json(byte[] content) {
        return new Response(
                200,
                List.of(
                        new Response.Header("Content-Type", "application/json"),
                        new Response.Header("Cache-Control", "no-store")),
                content);
    }

    private static void file(Router.Builder router, String path, String resource, String mediaType) {
        Response response = new Response(
                200,
                List.of(
                        new Response.Header("Content-Type", mediaType),
                        new Response.Header("Cache-Control", "no-cache"),
                        new Response.Header("Content-Security-Policy", POLICY),
                        new Response.Header("X-Content-Type-Options", "nosniff")),
                read(resource));
        router.get(path, exchange -> exchange.send(response));
    }

    private static byte[] read(String resource) {
        try (InputStream in = Objects.requireNonNull(LivePage.class.getResourceAsStream(resource), resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

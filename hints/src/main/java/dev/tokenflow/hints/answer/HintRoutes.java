package dev.tokenflow.hints.answer;

import dev.tokenflow.hints.fleet.Fleet;
import dev.tokenflow.hints.fleet.FleetMetrics;
import dev.tokenflow.hints.fleet.LivePage;
import dev.tokenflow.hints.incident.IncidentAnswer;
import dev.tokenflow.hints.incident.IncidentBook;
import dev.tokenflow.hints.incident.IncidentMetrics;
import dev.tokenflow.hints.metric.HintsMetric;
import dev.tokenflow.hints.store.ClientAddress;
import dev.tokenflow.hints.store.HintStore;
import dev.tokenflow.hints.store.Watchers;
import dev.tokenflow.http.Exchange;
import dev.tokenflow.http.MetricsHandler;
import dev.tokenflow.http.Problem;
import dev.tokenflow.http.Response;
import dev.tokenflow.http.Router;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The paths of the hint server, as openapi.json describes them. */
public final class HintRoutes {
    private final HintAnswers answers;
    private final Watchers watchers;
    private final BooleanSupplier ready;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();
    private final CounterDataPoint singleRequests;
    private final CounterDataPoint waitRequests;
    private final CounterDataPoint batchRequests;
    private final CounterDataPoint streamRequests;
    private final MetricsHandler metrics;
    private final LivePage page;
    private final IncidentAnswer incidents;

    /**
     * The paths over one store.
     *
     * @param ready whether the topic was read to its end
     * @param cards of models, as JSON
     * @param book what is going on
     * @param registry what {@code /metrics} shows; gets the metrics of requests and paths
     */
    public HintRoutes(
            HintStore store,
            Watchers watchers,
            BooleanSupplier ready,
            Supplier<Collection<String>> cards,
            IncidentBook book,
            PrometheusRegistry registry) {
        this.answers = new HintAnswers(store);
        this.watchers = watchers;
        this.ready = ready;
        Counter requests = Counter.builder()
                .name(HintsMetric.REQUESTS.metricName())
                .help(HintsMetric.REQUESTS.help())
                .labelNames("kind")
                .register(registry);
        this.singleRequests = requests.labelValues("single");
        this.waitRequests = requests.labelValues("wait");
        this.batchRequests = requests.labelValues("batch");
        this.streamRequests = requests.labelValues("stream");
        this.metrics = new MetricsHandler(registry);
        Fleet fleet = new Fleet(store);
        this.page = new LivePage(store, fleet, ready, cards);
        this.incidents = new IncidentAnswer(book);
        registry.register(new FleetMetrics(fleet));
        registry.register(new IncidentMetrics(book));
    }

    /** All paths. */
    public Router router() {
        Response openApi = Response.json(openApi());
        Router.Builder router = Router.builder()
                .get("/v1/hints/{address}", this::single)
                .get("/v1/hints", this::batch)
                .get("/v1/hints/stream", this::stream)
                .get("/v1/incidents", incidents::answer)
                .get("/v1/openapi.json", exchange -> exchange.send(openApi))
                .get("/healthz", exchange -> exchange.send(Response.of(200, "text/plain", "ok\n")))
                .get("/readyz", this::readiness)
                .get("/metrics", metrics);
        page.addTo(router);
        return router.build();
    }

    /** Long polls that wait. */
    public int waitingRequests() {
        return waiting.get();
    }

    /** Open streams of events. */
    public int openStreams() {
        return streams.get();
    }

    private void single(Exchange exchange) {
        ClientAddress client = HintAnswers.client(exchange.request());
        long waitMs = LongPoll.waitMs(exchange.request().queryParameter("wait"));
        if (waitMs > 0 && exchange.request().header(HttpHeaderNames.IF_NONE_MATCH) != null) {
            waitRequests.inc();
            LongPoll.start(exchange, client, waitMs, answers, watchers, waiting);
        } else {
            singleRequests.inc();
            answers.answer(exchange, client);
        }
    }

    private void batch(Exchange exchange) {
        batchRequests.inc();
        answers.answerAll(exchange, HintAnswers.clients(exchange.request()));
    }

    private void stream(Exchange exchange) {
        streamRequests.inc();
        HintStream.start(exchange, HintAnswers.clients(exchange.request()), answers, watchers, streams);
    }

    private void readiness(Exchange exchange) {
        exchange.send(
                ready.getAsBoolean()
                        ? Response.of(200, "text/plain", "ready\n")
                        : new Problem(503, "the hint topic was not read to its end yet").toResponse());
    }

    private static String openApi() {
        try (InputStream file =
                Objects.requireNonNull(HintRoutes.class.getResourceAsStream("openapi.json"), "openapi.json")) {
            return new String(file.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

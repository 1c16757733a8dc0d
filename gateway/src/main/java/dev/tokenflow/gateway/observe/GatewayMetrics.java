package dev.tokenflow.gateway.observe;

import dev.tokenflow.gateway.carry.StreamRecord;
import dev.tokenflow.gateway.carry.StreamRecord.WaitingFor;
import dev.tokenflow.gateway.carry.TokenStream;
import dev.tokenflow.gateway.route.Routes;
import dev.tokenflow.gateway.route.Upstream;
import dev.tokenflow.http.Request;
import dev.tokenflow.http.upstream.UpstreamFailure;
import dev.tokenflow.protocol.event.IpAddress;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Counts what the gateway does; {@link GatewayMetric} names it for Prometheus. Safe for any thread. */
public final class GatewayMetrics {
    /** As OpenTelemetry advises for times to the first token and for each token. */
    private static final double[] FIRST = {
        .001, .005, .01, .02, .04, .06, .08, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10, 30, 60
    };

    private static final double[] EACH = {.01, .025, .05, .075, .1, .15, .2, .3, .4, .5, .75, 1, 2.5};
    private static final double[] WHOLE = {.01, .02, .04, .08, .16, .32, .64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 82
    };
    /** Names of models come from requests: more than these share one label. */
    private static final int MOST_MODELS = 50;

    private static final String OTHER_MODELS = "other";
    private static final String UPSTREAM = "upstream";
    private static final String MODEL = "gen_ai_request_model";
    private static final double NS = 1e-9;
    private static final long SLOW_NS = 1_000_000_000L;

    private record Labels(String upstream, String model) {}

    private final PrometheusRegistry registry;
    private final Map<Labels, StreamMeters> meters = new ConcurrentHashMap<>();
    private final List<Consumer<RequestRecord>> listeners = new CopyOnWriteArrayList<>();
    private final Histogram engineDuration;
    private final Histogram engineFirst;
    private final Histogram engineToken;
    private final Histogram readerFirst;
    private final Histogram readerChunk;
    private final Histogram held;
    private final Counter requests;
    private final Counter waiting;
    private final Counter slow;
    private final Counter failures;
    private final Counter aborted;
    private final LongAdder refusedForMemory = new LongAdder();
    private final Counter reloads;
    private final CounterDataPoint deltas;
    private final CounterDataPoint events;
    private final CounterDataPoint tokens;
    private final CounterDataPoint plainBytes;
    private final CounterDataPoint wireBytes;
    private final CounterDataPoint gone;

    public GatewayMetrics(PrometheusRegistry registry) {
        this.registry = registry;
        engineDuration = histogram(GatewayMetric.ENGINE_DURATION, WHOLE);
        engineFirst = histogram(GatewayMetric.ENGINE_FIRST, FIRST);
        engineToken = histogram(GatewayMetric.ENGINE_TOKEN, EACH);
        readerFirst = histogram(GatewayMetric.READER_FIRST, FIRST);
        readerChunk = histogram(GatewayMetric.READER_CHUNK, EACH);
        held = histogram(GatewayMetric.HELD, EACH);
        requests = counter(GatewayMetric.REQUESTS, UPSTREAM, "status");
        waiting = counter(GatewayMetric.WAITING, UPSTREAM, MODEL, "for");
        slow = counter(GatewayMetric.SLOW_STREAMS, UPSTREAM, "for");
        failures = counter(GatewayMetric.UPSTREAM_FAILURES, UPSTREAM, "kind");
        aborted = counter(GatewayMetric.ABORTED, UPSTREAM);
        reloads = counter(GatewayMetric.RELOADS, "outcome");
        deltas = counter(GatewayMetric.DELTAS).labelValues();
        events = counter(GatewayMetric.EVENTS).labelValues();
        tokens = counter(GatewayMetric.TOKENS).labelValues();
        plainBytes = counter(GatewayMetric.PLAIN_BYTES).labelValues();
        wireBytes = counter(GatewayMetric.WIRE_BYTES).labelValues();
        gone = counter(GatewayMetric.GONE).labelValues();
    }

    /** Whoever wants to know of each finished request; called on its event loop, so it must not block. */
    public void onFinished(Consumer<RequestRecord> listener) {
        listeners.add(listener);
    }

    /** A value that is asked for when it is shown. */
    public void gauge(GatewayMetric metric, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(metric.metricName())
                .help(metric.help())
                .callback(gauge -> gauge.call(value.getAsDouble()))
                .register(registry);
    }

    /** A count that somebody else keeps. */
    public void count(GatewayMetric metric, DoubleSupplier value) {
        CounterWithCallback.builder()
                .name(metric.metricName())
                .help(metric.help())
                .callback(counter -> counter.call(value.getAsDouble()))
                .register(registry);
    }

    /** Shows the counts of these engines from 0 on: a rate over a counter that was not there misses its first step. */
    public void know(Routes routes) {
        reloads.initLabelValues("applied");
        reloads.initLabelValues("rejected");
        for (Upstream upstream : routes.upstreams()) {
            String name = upstream.config().name();
            aborted.initLabelValues(name);
            for (UpstreamFailure.Kind kind : UpstreamFailure.Kind.values()) {
                failures.initLabelValues(name, RequestRecord.word(kind));
            }
            for (WaitingFor cause : WaitingFor.values()) {
                slow.initLabelValues(name, word(cause));
            }
        }
    }

    /** Which engines are well. */
    public void health(Supplier<Routes> routes) {
        GaugeWithCallback.builder()
                .name(GatewayMetric.UPSTREAM_HEALTHY.metricName())
                .help(GatewayMetric.UPSTREAM_HEALTHY.help())
                .labelNames(UPSTREAM, "address")
                .callback(gauge -> {
                    for (Upstream upstream : routes.get().upstreams()) {
                        for (Upstream.Server server : upstream.servers()) {
                            String address =
                                    server.endpoint().address().getAddress().getHostAddress();
                            gauge.call(
                                    server.isHealthy() ? 1 : 0,
                                    upstream.config().name(),
                                    address);
                        }
                    }
                })
                .register(registry);
    }

    /** What was refused: connections beyond their limit, requests beyond the memory. */
    public void refusals(DoubleSupplier connections) {
        CounterWithCallback.builder()
                .name(GatewayMetric.REFUSED.metricName())
                .help(GatewayMetric.REFUSED.help())
                .labelNames("reason")
                .callback(counter -> {
                    counter.call(connections.getAsDouble(), "connections");
                    counter.call(refusedForMemory.sum(), "memory");
                })
                .register(registry);
    }

    /** A request came. */
    public RequestRecord begin(Request request, IpAddress client) {
        return new RequestRecord(this, request, client);
    }

    public void refusedForMemory() {
        refusedForMemory.increment();
    }

    /** The configuration was read again. */
    public void reloaded(boolean well) {
        reloads.labelValues(well ? "applied" : "rejected").inc();
    }

    void readerGone() {
        gone.inc();
    }

    void upstreamAborted(String upstream) {
        aborted.labelValues(upstream).inc();
    }

    void upstreamFailed(String upstream, String kind) {
        failures.labelValues(upstream, kind).inc();
    }

    StreamMeters meters(String upstream, @Nullable String model) {
        String named = model == null ? "" : model;
        Labels labels = new Labels(upstream, named);
        StreamMeters known = meters.get(labels);
        if (known != null) {
            return known;
        }
        Labels kept = meters.size() < MOST_MODELS ? labels : new Labels(upstream, OTHER_MODELS);
        return meters.computeIfAbsent(kept, this::bind);
    }

    void finished(RequestRecord record) {
        requests.labelValues(record.upstream(), record.status() == 0 ? "none" : Integer.toString(record.status()))
                .inc();
        double seconds = (System.nanoTime() - record.beganNs()) * NS;
        TokenStream stream = record.stream();
        if (stream != null) {
            count(record, stream, seconds);
        }
        listeners.forEach(listener -> listener.accept(record));
    }

    private void count(RequestRecord record, TokenStream stream, double seconds) {
        StreamRecord seen = stream.record();
        Labels labels = new Labels(record.upstream(), record.model() == null ? "" : record.model());
        String model = meters.containsKey(labels) ? labels.model : OTHER_MODELS;
        engineDuration.labelValues(record.upstream(), model).observe(seconds);
        if (stream.tokens() > 1 && seen.firstEngineTextNs() != StreamRecord.NEVER) {
            double each = (seen.lastEngineTextNs() - seen.firstEngineTextNs()) * NS / (stream.tokens() - 1);
            engineToken.labelValues(record.upstream(), model).observe(each);
        }
        deltas.inc(seen.deltasIn());
        events.inc(seen.eventsOut());
        tokens.inc(stream.tokens());
        plainBytes.inc(seen.plainBytes());
        wireBytes.inc(seen.wireBytes());
        if (seen.longestReaderGapNs() >= SLOW_NS) {
            slow.labelValues(record.upstream(), word(seen.longestGapCause())).inc();
        }
    }

    private StreamMeters bind(Labels labels) {
        Map<WaitingFor, CounterDataPoint> causes = new EnumMap<>(WaitingFor.class);
        for (WaitingFor cause : WaitingFor.values()) {
            causes.put(cause, waiting.labelValues(labels.upstream, labels.model, word(cause)));
        }
        return new StreamMeters(
                engineFirst.labelValues(labels.upstream, labels.model),
                readerFirst.labelValues(labels.upstream, labels.model),
                readerChunk.labelValues(labels.upstream, labels.model),
                held.labelValues(labels.upstream, labels.model),
                causes);
    }

    private static String word(WaitingFor cause) {
        return cause.name().toLowerCase(Locale.ROOT);
    }

    private Histogram histogram(GatewayMetric metric, double[] bounds) {
        return Histogram.builder()
                .name(metric.metricName())
                .help(metric.help())
                .classicOnly()
                .classicUpperBounds(bounds)
                .labelNames(UPSTREAM, MODEL)
                .register(registry);
    }

    private Counter counter(GatewayMetric metric, String... labels) {
        return Counter.builder()
                .name(metric.metricName())
                .help(metric.help())
                .labelNames(labels)
                .register(registry);
    }
}

package dev.tokenflow.gateway.observe;

import dev.tokenflow.gateway.carry.StreamRecord;
import dev.tokenflow.gateway.carry.TokenStream;
import dev.tokenflow.http.Request;
import dev.tokenflow.http.upstream.UpstreamFailure;
import dev.tokenflow.protocol.event.IpAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What happened to one request. Written by its event loop, and read when it is finished. */
public final class RequestRecord {
    private final GatewayMetrics metrics;
    private final Request request;
    private final IpAddress client;
    private final long beganNs = System.nanoTime();
    private final long beganAtMs = System.currentTimeMillis();
    private String upstream = "";
    private @Nullable String model;
    private int status;
    private long requestBytes;
    private long responseBytes;
    private String ending = "complete";
    private @Nullable TokenStream stream;
    private boolean finished;

    RequestRecord(GatewayMetrics metrics, Request request, IpAddress client) {
        this.metrics = metrics;
        this.request = request;
        this.client = client;
    }

    public void upstream(String name) {
        upstream = name;
    }

    public void model(@Nullable String name) {
        model = name;
    }

    public void status(int code) {
        status = code;
    }

    public void requestBytes(int more) {
        requestBytes += more;
    }

    public void responseBytes(int more) {
        responseBytes += more;
    }

    /** The answer is a token stream. */
    public void stream(TokenStream tokens) {
        stream = tokens;
    }

    /** Who counts the events of the stream. */
    public StreamRecord.Observer observer() {
        return metrics.meters(upstream, model);
    }

    public void readerGone() {
        ending = "reader_gone";
        metrics.readerGone();
    }

    public void upstreamAborted() {
        metrics.upstreamAborted(upstream);
    }

    public void upstreamFailed(UpstreamFailure.Kind kind) {
        ending = word(kind);
        metrics.upstreamFailed(upstream, ending);
    }

    static String word(UpstreamFailure.Kind kind) {
        return "upstream_" + kind.name().toLowerCase(Locale.ROOT);
    }

    public void upstreamSilent() {
        ending = "upstream_silent";
        metrics.upstreamFailed(upstream, ending);
    }

    /** Nothing more will happen. */
    public void finish() {
        if (!finished) {
            finished = true;
            metrics.finished(this);
        }
    }

    public Request request() {
        return request;
    }

    public IpAddress client() {
        return client;
    }

    /** When the request came, ns of the monotonic clock. */
    public long beganNs() {
        return beganNs;
    }

    /** The same, ms since 1970. */
    public long beganAtMs() {
        return beganAtMs;
    }

    public String upstream() {
        return upstream;
    }

    public @Nullable String model() {
        return model;
    }

    /** Status of the answer; 0 = there was none. */
    public int status() {
        return status;
    }

    public long requestBytes() {
        return requestBytes;
    }

    /** Bytes of the answer's body as they were given to the connection. */
    public long responseBytes() {
        return stream == null ? responseBytes : stream.record().wireBytes();
    }

    /** How it ended, in a word: complete, reader_gone, or upstream_ and why. */
    public String ending() {
        return ending;
    }

    /** The token stream; null when the answer was none. */
    public @Nullable TokenStream stream() {
        return stream;
    }
}

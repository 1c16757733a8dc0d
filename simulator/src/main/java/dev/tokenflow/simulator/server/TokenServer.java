package dev.tokenflow.simulator.server;

import dev.tokenflow.client.HintClient;
import dev.tokenflow.http.ConnectionOptions;
import dev.tokenflow.http.HttpServer;
import dev.tokenflow.http.HttpServerConfig;
import dev.tokenflow.http.MetricsHandler;
import dev.tokenflow.http.Response;
import dev.tokenflow.http.Router;
import dev.tokenflow.http.ServerStartException;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.json.JsonWriter;
import dev.tokenflow.simulator.server.config.TokenServerConfig;
import dev.tokenflow.simulator.server.stream.OpenStreams;
import dev.tokenflow.simulator.server.stream.ServerMetrics;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A server with OpenAI's and Anthropic's APIs whose model makes up tokens. */
public final class TokenServer implements AutoCloseable {
    /** A single unsent byte makes the connection count as full, so tokens are merged here and as late as possible. */
    private static final int SELF_CLOCKED_LOWAT_BYTES = 1;

    private final TokenServerConfig config;
    private final OpenStreams streams = new OpenStreams();
    private final AtomicLong answers = new AtomicLong();
    private final @Nullable HintClient hints;
    private final ServerMetrics metrics;
    private final HttpServer http;

    private TokenServer(TokenServerConfig config, HintClient.@Nullable Builder hints) throws ServerStartException {
        this.config = config;
        this.metrics = new ServerMetrics(streams::count, () -> streams.pendingTokens(System.nanoTime()));
        this.hints = hints == null
                ? null
                : hints.onChange((client, hint) -> streams.hintChanged(client)).build();
        this.http = HttpServer.start(
                HttpServerConfig.builder("tokens", config.host(), config.port())
                        .maxBodyBytes(ApiRoutes.MOST_BODY_BYTES)
                        .connection(connectionOptions(config))
                        .build(),
                router());
    }

    /**
     * Listens, and answers from now on, without hints.
     *
     * @throws ServerStartException when the address cannot be listened on
     */
    public static TokenServer start(TokenServerConfig config) throws ServerStartException {
        return new TokenServer(config, null);
    }

    /**
     * The same, obeying hints.
     *
     * @param hints where they come from; the client that it builds ends with the server
     * @throws IllegalArgumentException when the sender obeys no hints, or {@code hints} is not well described
     * @throws ServerStartException when the address cannot be listened on
     */
    public static TokenServer start(TokenServerConfig config, HintClient.Builder hints) throws ServerStartException {
        if (!config.policy().sender().obeysHints()) {
            throw new IllegalArgumentException("hints were given, but only the sender hinted obeys hints");
        }
        return new TokenServer(config, hints);
    }

    /** The port that is listened on. */
    public int port() {
        return http.port();
    }

    /** The state now as one line of JSON; {@code nowNs} is on the monotonic clock. */
    public String statusJson(long nowNs) {
        JsonWriter json = new JsonWriter().beginObject().field("t_ns", nowNs).field("streams", streams.count());
        json.field("tokens_sent", metrics.tokensSent()).field("chunks_sent", metrics.chunksSent());
        json.field("pending_tokens", streams.pendingTokens(nowNs)).name("hints").beginArray();
        for (IpAddress client : streams.clients()) {
            Hint hint = hints == null ? Hint.unpaced(client.toString()) : hints.hint(client);
            json.beginObject().field("client", client.toString()).field("tokens_per_second", hint.tokensPerSecond());
            json.field("tokens_per_chunk", hint.tokensPerChunk())
                    .field("state", hint.state().word())
                    .endObject();
        }
        return json.endArray().endObject().toString();
    }

    /** Listens no more, ends the connections, and stops following hints. */
    @Override
    public void close() {
        http.close();
        if (hints != null) {
            hints.close();
        }
    }

    private Router router() {
        AnswerHandler.Shared shared = new AnswerHandler.Shared(
                config, new Models(config.model()), new Gate(config.access()), hints, streams, metrics, answers);
        return Router.builder()
                .get("/healthz", exchange -> exchange.send(Response.of(200, "text/plain; charset=utf-8", "ok\n")))
                .get("/metrics", new MetricsHandler(metrics.registry()))
                .otherwise(new ApiRoutes(shared))
                .build();
    }

    private static ConnectionOptions connectionOptions(TokenServerConfig config) {
        return config.policy().sender().selfClocked()
                ? ConnectionOptions.builder()
                        .notSentLowatBytes(SELF_CLOCKED_LOWAT_BYTES)
                        .waterMarks(1, 1)
                        .build()
                : ConnectionOptions.DEFAULT;
    }
}

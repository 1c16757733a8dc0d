package dev.tokenflow.simulator.server;

import dev.tokenflow.client.HintClient;
import dev.tokenflow.http.Exchange;
import dev.tokenflow.http.Handler;
import dev.tokenflow.http.Response;
import dev.tokenflow.http.ResponseStream;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.simulator.openai.ApiException;
import dev.tokenflow.simulator.openai.ChatRequest;
import dev.tokenflow.simulator.openai.Completion;
import dev.tokenflow.simulator.sender.Generation;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/chat/completions}. */
final class ChatHandler implements Handler {
    private static final List<Response.Header> STREAM_HEADERS = List.of(
            new Response.Header("Content-Type", "text/event-stream; charset=utf-8"),
            new Response.Header("Cache-Control", "no-cache"));

    private final TokenServerConfig config;
    private final @Nullable HintClient hints;
    private final OpenStreams streams;
    private final ServerMetrics metrics;
    private final AtomicLong answers = new AtomicLong();

    ChatHandler(TokenServerConfig config, @Nullable HintClient hints, OpenStreams streams, ServerMetrics metrics) {
        this.config = config;
        this.hints = hints;
        this.streams = streams;
        this.metrics = metrics;
    }

    @Override
    public void handle(Exchange exchange) {
        long nowNs = System.nanoTime();
        try {
            ChatRequest request = ChatRequest.parse(exchange.request().bodyText());
            if (request.model() != null && !request.model().equals(config.model())) {
                throw ApiException.unknownModel(request.model(), config.model());
            }
            metrics.request(200);
            Generation generation = new Generation(nowNs, config.tokensPerSecond(), request.tokens());
            if (request.stream()) {
                stream(exchange, request, generation);
            } else {
                answerAtTheEnd(exchange, request, generation);
            }
        } catch (ApiException e) {
            metrics.request(e.status());
            exchange.send(e.toResponse());
        }
    }

    private void stream(Exchange exchange, ChatRequest request, Generation generation) {
        ResponseStream out = exchange.startStream(200, STREAM_HEADERS);
        IpAddress client = exchange.request().remoteAddress();
        AnswerStream stream = new AnswerStream(
                request,
                generation,
                config.policy(),
                completion(request),
                out,
                client,
                hints,
                () -> streams.count(client),
                metrics);
        exchange.onClose(stream::cancel);
        streams.add(client, stream);
        stream.start(() -> streams.remove(client, stream));
    }

    private void answerAtTheEnd(Exchange exchange, ChatRequest request, Generation generation) {
        long waitNs = generation.dueNs(generation.tokens()) - generation.startNs();
        Future<?> end = exchange.eventLoop()
                .schedule(
                        () -> {
                            byte[] body = completion(request).whole(request.tokens(), request.finishReason());
                            exchange.send(new Response(
                                    200, List.of(new Response.Header("Content-Type", "application/json")), body));
                        },
                        waitNs,
                        TimeUnit.NANOSECONDS);
        exchange.onClose(() -> end.cancel(false));
    }

    private Completion completion(ChatRequest request) {
        String id = "chatcmpl-%029d".formatted(answers.incrementAndGet());
        long seed = request.seed() == null ? config.seed() : request.seed();
        return new Completion(id, config.model(), System.currentTimeMillis() / 1000, seed);
    }
}

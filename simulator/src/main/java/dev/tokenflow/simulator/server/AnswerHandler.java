package dev.tokenflow.simulator.server;

import dev.tokenflow.client.HintClient;
import dev.tokenflow.http.Exchange;
import dev.tokenflow.http.Request;
import dev.tokenflow.http.Response;
import dev.tokenflow.http.ResponseStream;
import dev.tokenflow.http.encoding.AcceptEncoding;
import dev.tokenflow.http.encoding.ContentCoding;
import dev.tokenflow.http.encoding.StreamEncoder;
import dev.tokenflow.http.encoding.StreamEncoders;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.simulator.answer.AnswerIdentity;
import dev.tokenflow.simulator.answer.AnswerRequest;
import dev.tokenflow.simulator.answer.StreamedAnswer;
import dev.tokenflow.simulator.answer.plan.AnswerPlan;
import dev.tokenflow.simulator.answer.plan.AnswerPlanner;
import dev.tokenflow.simulator.request.ApiException;
import dev.tokenflow.simulator.sender.TokenSchedule;
import dev.tokenflow.simulator.server.config.Fault;
import dev.tokenflow.simulator.server.config.ModelConfig;
import dev.tokenflow.simulator.server.config.TokenServerConfig;
import dev.tokenflow.simulator.server.stream.AnswerStream;
import dev.tokenflow.simulator.server.stream.OpenStreams;
import dev.tokenflow.simulator.server.stream.ServerMetrics;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Answers the requests of one API: checks them, plans the answer, and streams it or sends it at its end. */
final class AnswerHandler implements ApiRoutes.Call {
    private static final List<Response.Header> STREAM_HEADERS = List.of(
            new Response.Header("Content-Type", "text/event-stream; charset=utf-8"),
            new Response.Header("Cache-Control", "no-cache"),
            new Response.Header("X-Accel-Buffering", "no"));

    private static final List<Response.Header> GZIP_HEADERS = Stream.concat(
                    STREAM_HEADERS.stream(),
                    Stream.of(
                            new Response.Header("Content-Encoding", ContentCoding.GZIP.token()),
                            new Response.Header("Vary", "Accept-Encoding")))
            .toList();

    /** An answer that is sent at once is made at once, in memory; a longer one must be streamed. */
    private static final int MOST_WHOLE_TOKENS = 100_000;

    /** Reads the requests of an API. */
    @FunctionalInterface
    interface Parser {
        AnswerRequest parse(Request request, String body) throws ApiException;
    }

    private final ApiForm form;
    private final Parser parser;
    private final Shared shared;
    private final AnswerPlanner planner;

    /**
     * What the handlers of a server share.
     *
     * @param config of the server
     * @param models that it serves
     * @param gate that lets requests in
     * @param hints the hints to obey; null = none
     * @param streams the open ones
     * @param metrics that count
     * @param answers counts answers, to name them
     */
    record Shared(
            TokenServerConfig config,
            Models models,
            Gate gate,
            @Nullable HintClient hints,
            OpenStreams streams,
            ServerMetrics metrics,
            AtomicLong answers) {}

    AnswerHandler(ApiForm form, Parser parser, Shared shared) {
        this.form = form;
        this.parser = parser;
        this.shared = shared;
        ModelConfig model = shared.config().model();
        this.planner = new AnswerPlanner(model.length(), model.seed(), model.reasoningTokens());
    }

    @Override
    public void answer(Exchange exchange, String body) {
        long nowNs = System.nanoTime();
        try {
            shared.gate().checkKey(form, exchange.request());
            AnswerRequest request = parser.parse(exchange.request(), body);
            Fault fault = shared.gate().fault(exchange.request());
            long number = shared.answers().incrementAndGet();
            AnswerPlan plan = planner.plan(request.wish(), shared.models().vocabulary(request.model()), number);
            if (!request.stream() && plan.tokens() > MOST_WHOLE_TOKENS) {
                throw ApiException.invalid(
                        "stream", "'stream' must be true for more than " + MOST_WHOLE_TOKENS + " tokens.");
            }
            shared.gate().enter();
            shared.metrics().request(200);
            ModelConfig model = shared.config().model();
            String name = request.model() == null ? model.name() : request.model();
            AnswerIdentity identity = new AnswerIdentity(number, name, System.currentTimeMillis() / 1000);
            TokenSchedule schedule = model.pace()
                    .schedule(
                            nowNs,
                            model.tokensPerSecond() * plan.choices().size(),
                            plan.tokens(),
                            plan.promptTokens(),
                            model.seed() + number);
            if (request.stream()) {
                stream(exchange, new StreamedAnswer(plan, request.format(plan, identity)), schedule, fault);
            } else {
                answerAtTheEnd(exchange, () -> request.whole(plan, identity), schedule);
            }
        } catch (ApiException e) {
            shared.metrics().request(e.status());
            form.refuse(exchange, e);
        }
    }

    private void stream(Exchange exchange, StreamedAnswer text, TokenSchedule schedule, @Nullable Fault fault) {
        boolean gzip = isGzip(exchange.request());
        ResponseStream out = exchange.startStream(200, gzip ? GZIP_HEADERS : STREAM_HEADERS);
        StreamEncoder encoder = gzip ? StreamEncoders.gzip() : StreamEncoders.identity();
        IpAddress client = exchange.request().remoteAddress();
        AnswerStream stream = new AnswerStream(
                text,
                schedule,
                shared.config().policy(),
                fault,
                out,
                encoder,
                client,
                shared.hints(),
                () -> shared.streams().count(client),
                shared.metrics());
        exchange.onClose(stream::cancel);
        shared.streams().add(client, stream);
        stream.start(() -> {
            shared.streams().remove(client, stream);
            shared.gate().leave();
        });
    }

    private boolean isGzip(Request request) {
        AcceptEncoding accepted = AcceptEncoding.of(request.headers().getAll("Accept-Encoding"));
        return shared.config().coding() == ContentCoding.GZIP
                && accepted.choose(List.of(ContentCoding.GZIP)).equals(Optional.of(ContentCoding.GZIP));
    }

    private void answerAtTheEnd(Exchange exchange, Supplier<String> body, TokenSchedule schedule) {
        long waitNs = schedule.dueNs(schedule.tokens()) - schedule.startNs();
        Future<?> end = exchange.eventLoop()
                .schedule(
                        () -> {
                            shared.gate().leave();
                            exchange.send(Response.json(body.get()));
                        },
                        waitNs,
                        TimeUnit.NANOSECONDS);
        exchange.onClose(() -> {
            if (end.cancel(false)) {
                shared.gate().leave();
                shared.metrics().abandoned();
            }
        });
    }
}

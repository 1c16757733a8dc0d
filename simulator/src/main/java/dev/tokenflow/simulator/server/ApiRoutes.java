package dev.tokenflow.simulator.server;

import dev.tokenflow.http.Exchange;
import dev.tokenflow.http.ProblemException;
import dev.tokenflow.http.Request;
import dev.tokenflow.http.RequestBody;
import dev.tokenflow.http.Response;
import dev.tokenflow.http.StreamedHandler;
import dev.tokenflow.simulator.anthropic.MessagesRequest;
import dev.tokenflow.simulator.openai.chat.ChatRequest;
import dev.tokenflow.simulator.openai.completion.CompletionRequest;
import dev.tokenflow.simulator.request.ApiException;
import dev.tokenflow.simulator.server.config.ModelConfig;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything under {@code /v1}. Whatever is wrong there, be it path, method or body, is answered in the form of the API
 * that was asked.
 */
final class ApiRoutes implements StreamedHandler {
    /** Longest body of a request: room for the pictures of a long chat. */
    static final int MOST_BODY_BYTES = 1 << 20;

    private static final String ROOT = "/v1";
    private static final String MESSAGES = "/v1/messages";
    private static final String MODELS = "/v1/models";
    private static final String VERSION = "anthropic-version";

    /** Answers a request whose body is complete. */
    @FunctionalInterface
    interface Call {
        void answer(Exchange exchange, String body);
    }

    /** Makes the body of an answer. */
    @FunctionalInterface
    private interface Reply {
        String json() throws ApiException;
    }

    /** What a path does, and by which method alone. */
    private record Route(String method, Call call) {
        boolean takes(String asked) {
            return asked.equals(method) || (asked.equals("HEAD") && method.equals("GET"));
        }
    }

    private final AnswerHandler.Shared shared;
    private final Map<String, Route> routes;

    ApiRoutes(AnswerHandler.Shared shared) {
        this.shared = shared;
        ModelConfig model = shared.config().model();
        ChatRequest.Habits habits = new ChatRequest.Habits(model.toolCalls(), model.obfuscation());
        routes = Map.of(
                "/v1/chat/completions",
                posted(ApiForm.OPENAI, (request, body) -> ChatRequest.parse(body, habits)),
                "/v1/completions",
                posted(ApiForm.OPENAI, (request, body) -> CompletionRequest.parse(body, model.obfuscation())),
                MESSAGES,
                posted(ApiForm.ANTHROPIC, (request, body) -> messages(request, body, model.toolCalls())),
                MODELS,
                shown(() -> shared.models().list()));
    }

    @Override
    public void handle(Exchange exchange, RequestBody body) {
        String path = exchange.request().path();
        if (!path.equals(ROOT) && !path.startsWith(ROOT + "/")) {
            throw new ProblemException(404, "there is nothing at this path");
        }
        ApiForm form = path.startsWith(MESSAGES) ? ApiForm.ANTHROPIC : ApiForm.OPENAI;
        body.readBy(new WholeBody(
                MOST_BODY_BYTES, text -> answer(exchange, form, text), () -> refuse(exchange, form, tooLong())));
    }

    private void answer(Exchange exchange, ApiForm form, String body) {
        Request request = exchange.request();
        Route route = route(request.path());
        if (route == null) {
            refuse(exchange, form, notFound(request));
        } else if (route.takes(request.method())) {
            route.call().answer(exchange, body);
        } else {
            ApiException error = notAllowed(request, route.method());
            shared.metrics().request(error.status());
            exchange.send(form.response(error).withHeader("Allow", route.method()));
        }
    }

    private @Nullable Route route(String path) {
        Route route = routes.get(path);
        String id = path.startsWith(MODELS + "/") ? path.substring(MODELS.length() + 1) : "";
        return route == null && !id.isEmpty() && !id.contains("/")
                ? shown(() -> shared.models().one(decoded(id)))
                : route;
    }

    private Route posted(ApiForm form, AnswerHandler.Parser parser) {
        return new Route("POST", new AnswerHandler(form, parser, shared));
    }

    private Route shown(Reply reply) {
        return new Route("GET", (exchange, body) -> {
            try {
                shared.gate().checkKey(ApiForm.OPENAI, exchange.request());
                exchange.send(Response.json(reply.json()));
            } catch (ApiException e) {
                refuse(exchange, ApiForm.OPENAI, e);
            }
        });
    }

    private void refuse(Exchange exchange, ApiForm form, ApiException error) {
        shared.metrics().request(error.status());
        form.refuse(exchange, error);
    }

    private static ApiException notFound(Request request) {
        String message = "Unknown request URL: " + request.method() + " " + request.path() + ".";
        return new ApiException(404, message, null, "unknown_url");
    }

    private static ApiException notAllowed(Request request, String method) {
        String message = "Not allowed to " + request.method() + " on " + request.path() + ": this path answers "
                + method + " only.";
        return new ApiException(405, message, null, "method_not_supported");
    }

    private static ApiException tooLong() {
        return new ApiException(
                413, "The body is longer than " + MOST_BODY_BYTES + " bytes.", null, "request_too_large");
    }

    private static MessagesRequest messages(Request request, String body, int toolCalls) throws ApiException {
        if (request.header(VERSION) == null) {
            throw ApiException.invalid(VERSION, VERSION + ": header is required");
        }
        return MessagesRequest.parse(body, toolCalls);
    }

    private static String decoded(String id) {
        try {
            return QueryStringDecoder.decodeComponent(id.replace("+", "%2B"));
        } catch (IllegalArgumentException e) {
            return id; // which is no model
        }
    }
}

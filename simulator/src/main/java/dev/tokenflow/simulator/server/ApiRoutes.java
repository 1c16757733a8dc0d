package dev.tokenflow.simulator.server;

import dev.tokenflow.http.Exchange;
import dev.tokenflow.http.Handler;
import dev.tokenflow.http.Request;
import dev.tokenflow.http.Response;
import dev.tokenflow.http.Router;
import dev.tokenflow.simulator.anthropic.MessagesRequest;
import dev.tokenflow.simulator.openai.chat.ChatRequest;
import dev.tokenflow.simulator.openai.completion.CompletionRequest;
import dev.tokenflow.simulator.request.ApiException;
import dev.tokenflow.simulator.server.config.ModelConfig;
import java.util.List;

/** The routes under {@code /v1}. Whatever is wrong there is answered in the form of the API that was asked. */
final class ApiRoutes {
    /** Longest body of a request: room for the pictures of a long chat. */
    static final int MOST_BODY_BYTES = 1 << 20;
    /** So much is read of it, so that a longer body can be refused in the API's own form. */
    static final int READ_BODY_BYTES = 2 * MOST_BODY_BYTES;

    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final List<String> UNKNOWN =
            List.of("/v1", "/v1/{1}", "/v1/{1}/{2}", "/v1/{1}/{2}/{3}", "/v1/{1}/{2}/{3}/{4}");
    private static final String MESSAGES = "/v1/messages";
    private static final String VERSION = "anthropic-version";

    private ApiRoutes() {}

    static Router.Builder of(AnswerHandler.Shared shared) {
        ModelConfig model = shared.config().model();
        ChatRequest.Habits habits = new ChatRequest.Habits(model.toolCalls(), model.obfuscation());
        Router.Builder routes = Router.builder();
        only(
                routes,
                shared,
                ApiForm.OPENAI,
                "POST",
                "/v1/chat/completions",
                new AnswerHandler(ApiForm.OPENAI, request -> ChatRequest.parse(body(request), habits), shared));
        only(
                routes,
                shared,
                ApiForm.OPENAI,
                "POST",
                "/v1/completions",
                new AnswerHandler(
                        ApiForm.OPENAI,
                        request -> CompletionRequest.parse(body(request), model.obfuscation()),
                        shared));
        only(
                routes,
                shared,
                ApiForm.ANTHROPIC,
                "POST",
                MESSAGES,
                new AnswerHandler(ApiForm.ANTHROPIC, request -> messages(request, model.toolCalls()), shared));
        only(
                routes,
                shared,
                ApiForm.OPENAI,
                "GET",
                "/v1/models",
                exchange -> reply(exchange, shared, () -> shared.models().list()));
        only(
                routes,
                shared,
                ApiForm.OPENAI,
                "GET",
                "/v1/models/{id}",
                exchange -> reply(
                        exchange,
                        shared,
                        () -> shared.models().one(exchange.request().pathParameter("id"))));
        for (String path : UNKNOWN) {
            for (String method : METHODS) {
                routes.add(method, path, exchange -> refuse(exchange, shared, form(exchange), notFound(exchange)));
            }
        }
        return routes;
    }

    private static void only(
            Router.Builder routes,
            AnswerHandler.Shared shared,
            ApiForm form,
            String method,
            String path,
            Handler handler) {
        for (String each : METHODS) {
            routes.add(
                    each,
                    path,
                    each.equals(method)
                            ? handler
                            : exchange -> {
                                String message = "Not allowed to " + each + " on " + path + ": this path answers "
                                        + method + " only.";
                                ApiException error = new ApiException(405, message, null, "method_not_supported");
                                shared.metrics().request(405);
                                exchange.send(form.response(error).withHeader("Allow", method));
                            });
        }
    }

    private static void refuse(Exchange exchange, AnswerHandler.Shared shared, ApiForm form, ApiException error) {
        shared.metrics().request(error.status());
        form.refuse(exchange, error);
    }

    private static ApiForm form(Exchange exchange) {
        return exchange.request().path().startsWith(MESSAGES) ? ApiForm.ANTHROPIC : ApiForm.OPENAI;
    }

    private static ApiException notFound(Exchange exchange) {
        Request request = exchange.request();
        String message = "Unknown request URL: " + request.method() + " " + request.path() + ".";
        return new ApiException(404, message, null, "unknown_url");
    }

    private static String body(Request request) throws ApiException {
        if (request.body().length > MOST_BODY_BYTES) {
            throw new ApiException(
                    413, "The body is longer than " + MOST_BODY_BYTES + " bytes.", null, "request_too_large");
        }
        return request.bodyText();
    }

    private static MessagesRequest messages(Request request, int toolCalls) throws ApiException {
        if (request.header(VERSION) == null) {
            throw ApiException.invalid(VERSION, VERSION + ": header is required");
        }
        return MessagesRequest.parse(body(request), toolCalls);
    }

    private static void reply(Exchange exchange, AnswerHandler.Shared shared, Reply reply) {
        try {
            shared.gate().checkKey(ApiForm.OPENAI, exchange.request());
            exchange.send(Response.json(reply.json()));
        } catch (ApiException e) {
            refuse(exchange, shared, ApiForm.OPENAI, e);
        }
    }

    /** Makes the body of an answer. */
    @FunctionalInterface
    private interface Reply {
        String json() throws ApiException;
    }
}

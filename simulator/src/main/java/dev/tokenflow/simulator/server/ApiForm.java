package dev.tokenflow.simulator.server;

import dev.tokenflow.http.Exchange;
import dev.tokenflow.http.Request;
import dev.tokenflow.http.Response;
import dev.tokenflow.simulator.anthropic.AnthropicErrors;
import dev.tokenflow.simulator.openai.OpenAiErrors;
import dev.tokenflow.simulator.request.ApiException;
import org.jspecify.annotations.Nullable;

/** The two forms of errors and keys. */
enum ApiForm {
    OPENAI,
    ANTHROPIC;

    private static final String BEARER = "Bearer ";

    /** Answers with an error. */
    void refuse(Exchange exchange, ApiException error) {
        exchange.send(response(error));
    }

    /** The answer that carries an error. */
    Response response(ApiException error) {
        String body = this == OPENAI ? OpenAiErrors.body(error) : AnthropicErrors.body(error);
        Response response = Response.of(error.status(), "application/json", body);
        return error.status() == 429 ? response.withHeader("Retry-After", "1") : response;
    }

    /** The key that a request brings; null = none. */
    @Nullable
    String key(Request request) {
        String key = this == ANTHROPIC ? request.header("x-api-key") : null;
        if (key != null) {
            return key;
        }
        String authorization = request.header("Authorization");
        return authorization != null && authorization.startsWith(BEARER)
                ? authorization.substring(BEARER.length())
                : null;
    }
}

package dev.tokenflow.simulator.server;

import dev.tokenflow.http.Request;
import dev.tokenflow.simulator.request.ApiException;
import dev.tokenflow.simulator.server.config.AccessConfig;
import dev.tokenflow.simulator.server.config.Fault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Lets requests in: by their key, while there are not too many answers, and unless a fault refuses them. */
final class Gate {
    private static final String FAULT_HEADER = "x-tokenflow-fault";

    private final AccessConfig config;
    private final AtomicInteger inProgress = new AtomicInteger();

    Gate(AccessConfig config) {
        this.config = config;
    }

    /**
     * Checks the key of a request.
     *
     * @throws ApiException 401 when it is missing or wrong
     */
    void checkKey(ApiForm form, Request request) throws ApiException {
        String wanted = config.apiKey();
        if (wanted == null) {
            return;
        }
        String brought = form.key(request);
        if (brought == null) {
            throw new ApiException(401, "You didn't provide an API key.", null, null);
        }
        if (!MessageDigest.isEqual(brought.getBytes(StandardCharsets.UTF_8), wanted.getBytes(StandardCharsets.UTF_8))) {
            throw new ApiException(401, "Incorrect API key provided.", null, "invalid_api_key");
        }
    }

    /**
     * What should go wrong with the answer to a request; null = nothing.
     *
     * @throws ApiException with the status that the fault is, or 400 when the header is no fault
     */
    @Nullable
    Fault fault(Request request) throws ApiException {
        Fault fault = config.fault();
        String header = config.faultsByHeader() ? request.header(FAULT_HEADER) : null;
        if (header != null) {
            try {
                fault = Fault.of(header);
            } catch (IllegalArgumentException e) {
                throw ApiException.invalid(FAULT_HEADER, String.valueOf(e.getMessage()));
            }
        }
        if (fault != null && !fault.isMidStream()) {
            throw new ApiException(
                    fault.number(), "This server was told to answer with " + fault.number() + ".", null, null);
        }
        return fault;
    }

    /**
     * An answer begins; {@link #leave} says that it is over.
     *
     * @throws ApiException 429 when there are as many as there may be
     */
    void enter() throws ApiException {
        if (inProgress.incrementAndGet() > config.maxStreams()) {
            leave();
            String message =
                    "Rate limit reached: " + config.maxStreams() + " answers at a time. Please try again later.";
            throw new ApiException(429, message, null, "rate_limit_exceeded");
        }
    }

    /** An answer is over. */
    void leave() {
        inProgress.decrementAndGet();
    }
}

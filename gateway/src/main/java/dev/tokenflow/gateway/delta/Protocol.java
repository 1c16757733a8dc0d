package dev.tokenflow.gateway.delta;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;

/** A protocol in which tokens are streamed, and what may be said in it without an engine. */
public enum Protocol {
    /** OpenAI chat completions. */
    CHAT,
    /** OpenAI completions. */
    COMPLETIONS,
    /** Anthropic messages. */
    MESSAGES,
    /** Any other stream of events. */
    UNKNOWN;

    private static final byte[] COMMENT = bytes(": keep-alive\n\n");
    private static final byte[] PING = bytes("event: ping\ndata: {\"type\":\"ping\"}\n\n");

    /**
     * A whole event that tells a reader that its stream broke off, in the form of this protocol; no bytes where the
     * protocol is not known.
     *
     * @param message what happened, for people
     */
    public byte[] errorEvent(String message) {
        return switch (this) {
            case CHAT, COMPLETIONS ->
                bytes("data: {\"error\":{\"message\":\"" + escaped(message)
                        + "\",\"type\":\"upstream_error\",\"param\":null,\"code\":\"stream_broken\"}}\n\n");
            case MESSAGES ->
                bytes("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\""
                        + escaped(message) + "\"}}\n\n");
            case UNKNOWN -> new byte[0];
        };
    }

    /** Bytes that keep a silent connection open and mean nothing to a reader; none where the protocol is not known. */
    public byte[] keepAlive() {
        return switch (this) {
            case CHAT, COMPLETIONS -> COMMENT.clone();
            case MESSAGES -> PING.clone();
            case UNKNOWN -> new byte[0];
        };
    }

    private static String escaped(String message) {
        // Through bytes, because half of a surrogate pair cannot be quoted.
        String clean = new String(message.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        return new String(JsonStringEncoder.getInstance().quoteAsString(clean));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

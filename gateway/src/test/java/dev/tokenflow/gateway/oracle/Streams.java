package dev.tokenflow.gateway.oracle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/** Whole streams, written by hand in the style of servers that people run. */
public final class Streams {
    private static final List<String> NAMES = List.of(
            "vllm-chat-usage",
            "vllm-chat-tools",
            "vllm-completions-logprobs",
            "sglang-chat-reasoning",
            "llamacpp-chat",
            "ollama-openai-chat",
            "azure-chat",
            "openai-chat-n2-logprobs",
            "anthropic-messages");

    private Streams() {}

    /** The bytes of one stream. */
    public static byte[] named(String name) {
        try (InputStream file = Streams.class.getResourceAsStream("/dev/tokenflow/gateway/streams/" + name + ".sse")) {
            if (file == null) {
                throw new IllegalArgumentException("no stream is called " + name);
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes of all streams, one after the other. */
    public static Stream<byte[]> all() {
        return NAMES.stream().map(Streams::named);
    }
}

package dev.tokenflow.gateway.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.gateway.delta.Protocol;
import dev.tokenflow.gateway.oracle.Accumulated;
import dev.tokenflow.gateway.oracle.Streams;
import dev.tokenflow.gateway.sse.SseFramer;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams in the style of real servers: how many events are left, and what is known of the stream. */
class StreamsOfServersTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // stream, events of the server, events if all wait together, protocol, tokens
        "vllm-chat-usage, 17, 6, CHAT, 14",
        "vllm-chat-tools, 14, 7, CHAT, 9",
        "vllm-completions-logprobs, 7, 4, COMPLETIONS, 6",
        "sglang-chat-reasoning, 11, 5, CHAT, 8",
        "llamacpp-chat, 11, 5, CHAT, 7",
        "ollama-openai-chat, 10, 5, CHAT, 8",
        "azure-chat, 11, 5, CHAT, 7",
        "openai-chat-n2-logprobs, 13, 8, CHAT, 8",
        "anthropic-messages, 24, 16, MESSAGES, 34"
    })
    void joinsWhatItMay(String name, int eventsIn, int eventsOut, Protocol protocol, long tokens) {
        byte[] stream = Streams.named(name);
        StreamWatch watch = new StreamWatch(Protocol.UNKNOWN);
        PendingEvents pending = new PendingEvents(watch, PendingEvents.DEFAULT_LONGEST_JOINED_BYTES);
        int[] events = new int[1];
        SseFramer.Sink sink = new SseFramer.Sink() {
            @Override
            public void event(byte[] bytes, int from, int to) {
                events[0]++;
                pending.add(bytes, from, to, 0);
            }

            @Override
            public void raw(byte[] bytes, int from, int to) {
                throw new AssertionError("nothing here is too long");
            }
        };
        SseFramer framer = new SseFramer();
        framer.feed(stream, 0, stream.length, sink);
        framer.finish(sink);
        assertThat(events[0]).isEqualTo(eventsIn);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Drained drained = pending.drain((bytes, from, to) -> out.write(bytes, from, to - from), Long.MAX_VALUE);
        assertThat(Accumulated.of(out.toByteArray())).isEqualTo(Accumulated.of(stream));
        assertThat(drained.events()).isEqualTo(eventsOut);
        assertThat(watch.protocol()).isEqualTo(protocol);
        assertThat(watch.ended()).isTrue();
        assertThat(watch.errorSeen()).isFalse();
        assertThat(watch.tokens()).isEqualTo(tokens);
    }
}

package dev.tokenflow.gateway.merge;

import static dev.tokenflow.gateway.merge.Joined.block;
import static dev.tokenflow.gateway.merge.Joined.chunk;
import static dev.tokenflow.gateway.merge.Joined.content;
import static dev.tokenflow.gateway.merge.Joined.finish;
import static dev.tokenflow.gateway.merge.Joined.message;
import static dev.tokenflow.gateway.merge.Joined.role;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tokenflow.gateway.delta.Protocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is known of a stream from its events. */
class StreamWatchTest {
    private static StreamWatch after(String... events) {
        return after(Protocol.UNKNOWN, events);
    }

    private static StreamWatch after(Protocol expected, String... events) {
        StreamWatch watch = new StreamWatch(expected);
        PendingEvents pending = new PendingEvents(watch, 1000);
        for (String event : events) {
            Joined.add(pending, event);
        }
        return watch;
    }

    private static String usage(int tokens) {
        return "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":99,\"completion_tokens\":" + tokens + "}}\n\n";
    }

    @Test
    void theProtocolIsThatOfTheEventsOrTheExpectedOne() {
        assertThat(after().protocol()).isEqualTo(Protocol.UNKNOWN);
        assertThat(after(Protocol.CHAT).protocol()).isEqualTo(Protocol.CHAT);
        assertThat(after(Protocol.CHAT, ": ping\n\n").protocol()).isEqualTo(Protocol.CHAT);
        assertThat(after(role(0)).protocol()).isEqualTo(Protocol.CHAT);
        assertThat(after("\uFEFF" + role(0)).protocol()).isEqualTo(Protocol.CHAT);
        assertThat(after("data: {\"choices\":[{\"index\":0,\"text\":\"\"}]}\n\n")
                        .protocol())
                .isEqualTo(Protocol.COMPLETIONS);
        assertThat(after(Protocol.CHAT, message("message_start", "")).protocol())
                .isEqualTo(Protocol.MESSAGES);
        assertThat(after(message("response.created", "")).protocol()).isEqualTo(Protocol.UNKNOWN);
        assertThat(after("data: {\"choices\":[{\"delta\":{},\"text\":\"\"}]}\n\n")
                        .protocol())
                .isEqualTo(Protocol.UNKNOWN);
    }

    @Test
    void theProperEndIsDoneOrStopOrAReasonForEveryChoice() {
        assertThat(after(role(0), content("a")).ended()).isFalse();
        assertThat(after(role(0), "data: [DONE]\n\n").ended()).isTrue();
        assertThat(after(role(0), "data:[DONE]\r\n").ended()).isTrue();
        assertThat(after(role(0), "data: [DONE]").ended()).isTrue();
        assertThat(after(role(0), "data: [DONE]x\n\n").ended()).isFalse();
        assertThat(after(role(0), content("[DONE]")).ended()).isFalse();
        assertThat(after(role(0), finish(0, "stop")).ended()).isTrue();
        assertThat(after(role(0), finish(0, "")).ended()).isFalse();
        assertThat(after(role(0), role(1), finish(0, "stop")).ended()).isFalse();
        assertThat(after(role(0), role(1), finish(1, "stop"), finish(0, "length"))
                        .ended())
                .isTrue();
        assertThat(after(message("message_start", "")).ended()).isFalse();
        assertThat(after(message("message_stop", "")).ended()).isTrue();
    }

    @Test
    void theFirstDeltaIsTheFirstText() {
        assertThat(after(role(0)).firstDeltaSeen()).isFalse();
        assertThat(after(role(0), content("")).firstDeltaSeen()).isFalse();
        assertThat(after(role(0), content("a")).firstDeltaSeen()).isTrue();
        assertThat(after(chunk("{\"role\":\"assistant\",\"content\":\"a\"}")).firstDeltaSeen())
                .isTrue();
        assertThat(after(block(0, "{\"type\":\"text_delta\",\"text\":\"a\"}")).firstDeltaSeen())
                .isTrue();
    }

    @Test
    void tokensAreTheBestCountThereIs() {
        String two =
                chunk(0, "{\"content\":\"ab\"}", ",\"logprobs\":{\"content\":[{\"t\":[1,2]},{}],\"refusal\":null}");
        assertThat(after(role(0), content("a"), content(""), content("b")).tokens())
                .isEqualTo(2);
        assertThat(after(role(0), two, two, content("c")).tokens()).isEqualTo(5);
        assertThat(after(role(0), content("a"), usage(40)).tokens()).isEqualTo(40);
        assertThat(after(role(0), content("a"), usage(40), content("b")).tokens())
                .isEqualTo(41);
        String start = message("message_start", ",\"message\":{\"usage\":{\"output_tokens\":3}}");
        String delta = block(0, "{\"type\":\"text_delta\",\"text\":\"a\"}");
        assertThat(after(start, delta, delta).tokens()).isEqualTo(2);
        assertThat(after(start, delta, message("message_delta", ",\"usage\":{\"output_tokens\":9}"))
                        .tokens())
                .isEqualTo(9);
    }

    @Test
    void errorsAreSeenInEitherForm() {
        assertThat(after(role(0)).errorSeen()).isFalse();
        assertThat(after("data: {\"error\":null}\n\n").errorSeen()).isFalse();
        assertThat(after("data: {\"error\":{\"message\":\"m\"}}\n\n").errorSeen())
                .isTrue();
        assertThat(after(message("error", ",\"error\":{\"type\":\"overloaded_error\"}"))
                        .errorSeen())
                .isTrue();
    }

    @Test
    void errorEventsHaveTheFormOfTheirProtocol() {
        assertThat(text(new StreamWatch(Protocol.CHAT).errorEvent("a \"b\"\n")))
                .isEqualTo(
                        "data: {\"error\":{\"message\":\"a \\\"b\\\"\\n\",\"type\":\"upstream_error\",\"param\":null,"
                                + "\"code\":\"stream_broken\"}}\n\n");
        assertThat(text(new StreamWatch(Protocol.MESSAGES).errorEvent("é")))
                .isEqualTo("event: error\n"
                        + "data: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"é\"}}\n\n");
        assertThat(new StreamWatch(Protocol.UNKNOWN).errorEvent("m")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = Protocol.class, names = "UNKNOWN", mode = EnumSource.Mode.EXCLUDE)
    void anyMessageMakesAValidErrorThatIsSeen(Protocol protocol) throws IOException {
        String message = "\u0000\uD800 \" \\ \u2028 😀";
        String event = text(protocol.errorEvent(message));
        JsonNode json = new ObjectMapper().readTree(event.substring(event.indexOf("data: ") + 6));
        assertThat(json.at("/error/message").asText()).isEqualTo(message.replace('\uD800', '?'));
        assertThat(after(event).errorSeen()).isTrue();
    }

    @Test
    void keepAlivesHaveTheFormOfTheirProtocol() {
        assertThat(text(new StreamWatch(Protocol.CHAT).keepAlive())).isEqualTo(": keep-alive\n\n");
        assertThat(text(new StreamWatch(Protocol.COMPLETIONS).keepAlive())).isEqualTo(": keep-alive\n\n");
        assertThat(text(new StreamWatch(Protocol.MESSAGES).keepAlive()))
                .isEqualTo("event: ping\ndata: {\"type\":\"ping\"}\n\n");
        assertThat(new StreamWatch(Protocol.UNKNOWN).keepAlive()).isEmpty();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

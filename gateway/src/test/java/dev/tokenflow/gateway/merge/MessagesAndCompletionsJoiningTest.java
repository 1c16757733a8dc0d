package dev.tokenflow.gateway.merge;

import static dev.tokenflow.gateway.merge.Joined.block;
import static dev.tokenflow.gateway.merge.Joined.message;
import static dev.tokenflow.gateway.merge.Joined.together;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which events of messages and completions become one, and which never do, by exact bytes. */
class MessagesAndCompletionsJoiningTest {
    private static final String START =
            message("message_start", ",\"message\":{\"id\":\"m\",\"usage\":{\"output_tokens\":1}}");

    private static String text(String text) {
        return block(0, "{\"type\":\"text_delta\",\"text\":\"" + text + "\"}");
    }

    private static String completion(String text, String logprobs) {
        return ("data: {\"id\":\"c\",\"object\":\"text_completion\",\"created\":1,\"model\":\"m\",\"choices\":"
                        + "[{\"index\":0,\"text\":\"%s\",\"logprobs\":%s,\"finish_reason\":null,\"stop_reason\":null}],"
                        + "\"usage\":null}\n\n")
                .formatted(text, logprobs);
    }

    private static void stays(String... events) {
        assertThat(together(events)).isEqualTo(String.join("", events));
    }

    @ParameterizedTest
    @CsvSource({"text_delta, text", "thinking_delta, thinking", "input_json_delta, partial_json"})
    void deltasOfOneBlockAreJoined(String type, String member) {
        String delta = "{\"type\":\"" + type + "\",\"" + member + "\":\"%s\"}";
        assertThat(together(
                        START,
                        block(0, delta.formatted("a")),
                        block(0, delta.formatted("")),
                        block(0, delta.formatted("b"))))
                .isEqualTo(START + block(0, delta.formatted("ab")));
        stays(START, block(0, delta.formatted("a")), block(1, delta.formatted("b")), block(0, delta.formatted("c")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"signature_delta\",\"signature\":\"a\"}",
                "{\"type\":\"citations_delta\",\"citation\":{\"cited_text\":\"a\"}}",
                "{\"type\":\"text_delta\",\"text\":\"a\",\"more\":1}",
                "{\"type\":\"other_delta\",\"text\":\"a\"}",
                "{\"text\":\"a\"}"
            })
    void otherDeltasPass(String delta) {
        stays(START, text("x"), block(0, delta), block(0, delta), text("y"));
    }

    @Test
    void everyOtherEventIsABarrier() {
        String ping = message("ping", "");
        String usage =
                message("message_delta", ",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":9}");
        String stop = message("content_block_stop", ",\"index\":0");
        String end = message("message_stop", "");
        assertThat(together(START, text("a"), text("b"), ping, text("c"), text("d"), stop, usage, usage, end))
                .isEqualTo(START + text("ab") + ping + text("cd") + stop + usage + usage + end);
    }

    @Test
    void theNameOfTheEventMustFitItsType() {
        String misnamed = text("a").replace("event: content_block_delta", "event: other");
        String unnamed = text("a").replace("event: content_block_delta\n", "");
        stays(START, misnamed, misnamed);
        assertThat(together(START, unnamed, unnamed)).isEqualTo(START + unnamed.replace("\"a\"", "\"aa\""));
    }

    @Test
    void textAndParallelListsOfCompletionsAreJoined() {
        String lists = "{\"tokens\":[%s],\"token_logprobs\":[%s],\"top_logprobs\":[%s],\"text_offset\":[%s]}";
        String a = lists.formatted("\"a\"", "-1.0", "{\"a\":-1.0}", "0");
        String b = lists.formatted("\"b\",\"c\"", "null,-2", "null,{}", "1,2");
        assertThat(together(completion("x", a), completion("a", a), completion("bc", b)))
                .isEqualTo(completion("x", a)
                        + completion(
                                "abc",
                                lists.formatted("\"a\",\"b\",\"c\"", "-1.0,null,-2", "{\"a\":-1.0},null,{}", "0,1,2")));
        assertThat(together(completion("x", "null"), completion("a", "null"), completion("b", "null")))
                .isEqualTo(completion("x", "null") + completion("ab", "null"));
    }

    @Test
    void aResponsesStreamPasses() {
        String delta = message("response.output_text.delta", ",\"delta\":\"a\"");
        stays(delta, delta);
    }
}

package dev.tokenflow.simulator.openai.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.protocol.json.JsonReader;
import dev.tokenflow.simulator.openai.OpenAiStreams;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The exact members of every kind of event; {@link OpenAiStreams} leaves out those that never change. */
class ChatFormatTest {
    private static final String ROLE = delta("\"role\":\"assistant\",\"content\":\"\"");
    private static final String TOOLS = """
            ,"tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object",\
            "properties":{"days":{"type":"integer"},"city":{"type":"string"}}}}},\
            {"type":"function","function":{"name":"time"}}]""";
    private static final String COUNTS_OF_TWO = "{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11,"
            + "\"prompt_tokens_details\":{\"cached_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":0}}";

    @Test
    void anAnswerBeginsWithItsRoleAndEndsWithItsReason() throws Exception {
        assertThat(OpenAiStreams.chat(""))
                .containsExactly(
                        ROLE,
                        delta("\"content\":\" take\""),
                        delta("\"content\":\" then\""),
                        delta("\"content\":\" work\""),
                        delta("\"content\":\" when\""),
                        end(0, "stop"),
                        "[DONE]");
    }

    @Test
    void tokensThatLeaveTogetherAreOneDelta() throws Exception {
        assertThat(OpenAiStreams.chat("", 1, 3))
                .containsExactly(
                        ROLE,
                        delta("\"content\":\" take\""),
                        delta("\"content\":\" then work when\""),
                        end(0, "stop"),
                        "[DONE]");
    }

    @Test
    void usageIsAChunkOfItsOwnAndNullInTheOthers() throws Exception {
        List<String> events =
                OpenAiStreams.chat(",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"max_tokens\":2");
        assertThat(events)
                .containsExactly(
                        with(ROLE, ",\"usage\":null"),
                        with(delta("\"content\":\" take\""), ",\"usage\":null"),
                        with(delta("\"content\":\" then\""), ",\"usage\":null"),
                        with(end(0, "length"), ",\"usage\":null"),
                        "\"choices\":[],\"usage\":" + COUNTS_OF_TWO + "}",
                        "[DONE]");
    }

    @Test
    void paddingMakesChunksEquallyLong() throws Exception {
        List<String> events = OpenAiStreams.chat(",\"stream\":true,\"stream_options\":{\"include_obfuscation\":true},"
                + "\"max_tokens\":40,\"ignore_eos\":true");
        List<String> deltas = events.subList(1, 41);
        assertThat(deltas).allMatch(event -> event.contains(",\"obfuscation\":\""));
        assertThat(deltas.stream().map(String::length).distinct()).hasSize(1);
    }

    @Test
    void everyChunkMayHaveCounts() throws Exception {
        List<String> events = OpenAiStreams.chat(
                ",\"stream\":true,\"stream_options\":{\"include_usage\":true,\"continuous_usage_stats\":true}", 1, 1);
        assertThat(events.get(2)).isEqualTo(with(delta("\"content\":\" then\""), ",\"usage\":" + COUNTS_OF_TWO));
    }

    @Test
    void logProbabilitiesHaveBytesAndAlternatives() throws Exception {
        assertThat(OpenAiStreams.chat(",\"logprobs\":true,\"top_logprobs\":2,\"max_tokens\":1")
                        .get(1))
                .isEqualTo("\"choices\":[{\"index\":0,\"delta\":{\"content\":\" take\"},\"logprobs\":{\"content\":["
                        + "{\"token\":\" take\",\"logprob\":-0.9498,\"bytes\":[32,116,97,107,101],\"top_logprobs\":["
                        + "{\"token\":\" take\",\"logprob\":-0.9498,\"bytes\":[32,116,97,107,101]},"
                        + "{\"token\":\" into\",\"logprob\":-1.6998,\"bytes\":[32,105,110,116,111]}]}],"
                        + "\"refusal\":null},\"finish_reason\":null}]}");
        assertThat(OpenAiStreams.chat(",\"logprobs\":true,\"max_tokens\":2", 2).get(1))
                .contains(
                        "{\"token\":\" take\",\"logprob\":-0.9498,\"bytes\":[32,116,97,107,101],\"top_logprobs\":[]},")
                .contains("{\"token\":\" then\",");
    }

    @Test
    void aForcedToolIsAHeaderAndFragments() throws Exception {
        List<String> events = OpenAiStreams.chat(TOOLS + ",\"tool_choice\":\"required\",\"max_tokens\":3");
        assertThat(events)
                .containsExactly(
                        delta("\"role\":\"assistant\",\"content\":null"),
                        delta("\"tool_calls\":[{\"index\":0,\"id\":\"call_a9f4362b2589fa9f00000007\","
                                + "\"type\":\"function\","
                                + "\"function\":{\"name\":\"weather\",\"arguments\":\"\"}}]"),
                        arguments("{ \\\"days\\\":7,\\\"city\\\":\\\""),
                        arguments(" she"),
                        arguments(" back"),
                        end(0, "length"),
                        "[DONE]");
        List<String> named =
                OpenAiStreams.chat(TOOLS + ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"time\"}}");
        assertThat(named.get(1)).contains("\"name\":\"time\"");
        assertThat(named).endsWith(end(0, "tool_calls"), "[DONE]");
        assertThat(OpenAiStreams.chat(TOOLS)).contains(end(0, "stop"));
        assertThat(OpenAiStreams.chat(TOOLS + ",\"tool_choice\":\"none\"")).contains(end(0, "stop"));
    }

    @Test
    void choicesTakeTurnsAndEndOneByOne() throws Exception {
        assertThat(OpenAiStreams.chat(",\"n\":2,\"max_tokens\":2"))
                .containsExactly(
                        ROLE,
                        of(1, ROLE),
                        delta("\"content\":\" take\""),
                        of(1, delta("\"content\":\" his\"")),
                        delta("\"content\":\" then\""),
                        end(0, "length"),
                        of(1, delta("\"content\":\" get\"")),
                        end(1, "length"),
                        "[DONE]");
        assertThat(OpenAiStreams.chat(",\"n\":2", 3, 5))
                .containsExactly(
                        ROLE,
                        of(1, ROLE),
                        delta("\"content\":\" take then\""),
                        of(1, delta("\"content\":\" his\"")),
                        delta("\"content\":\" work when\""),
                        end(0, "stop"),
                        of(1, delta("\"content\":\" get use work\"")),
                        end(1, "stop"),
                        "[DONE]");
    }

    @Test
    void thoughtsComeBeforeTheAnswerAndNeverInOneDeltaWithIt() throws Exception {
        assertThat(OpenAiStreams.chat(",\"reasoning_effort\":\"minimal\",\"max_completion_tokens\":9", 2, 7))
                .containsExactly(
                        ROLE,
                        delta("\"reasoning_content\":\" how than\""),
                        delta("\"reasoning_content\":\" its you can think use you\""),
                        delta("\"content\":\" take\""),
                        end(0, "length"),
                        "[DONE]");
        assertThat(OpenAiStreams.chat(",\"reasoning_effort\":\"none\"")).hasSize(7);
    }

    @Test
    void aJsonObjectAndAStopAcrossTokens() throws Exception {
        assertThat(OpenAiStreams.chat(",\"response_format\":{\"type\":\"json_object\"}", 4)
                        .get(1))
                .isEqualTo(delta("\"content\":\"{ \\\"text\\\":\\\" then work\\\" }\""));
        assertThat(OpenAiStreams.chat(",\"stop\":\"n wo\""))
                .containsExactly(
                        ROLE, delta("\"content\":\" take\""), delta("\"content\":\" the\""), end(0, "stop"), "[DONE]");
    }

    @Test
    void theWholeAnswerSaysTheSame() throws Exception {
        assertThat(OpenAiStreams.whole(OpenAiStreams.chatRequest(",\"max_tokens\":2,\"n\":2")))
                .isEqualTo("{\"id\":\"chatcmpl-00000000000000000000000000007\",\"object\":\"chat.completion\","
                        + "\"created\":1700000000,\"model\":\"m\",\"system_fingerprint\":\"fp_1\",\"choices\":["
                        + "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\" take then\","
                        + "\"refusal\":null},"
                        + "\"logprobs\":null,\"finish_reason\":\"length\"},"
                        + "{\"index\":1,\"message\":{\"role\":\"assistant\",\"content\":\" his get\",\"refusal\":null},"
                        + "\"logprobs\":null,\"finish_reason\":\"length\"}],\"usage\":{\"prompt_tokens\":9,"
                        + "\"completion_tokens\":4,\"total_tokens\":13,\"prompt_tokens_details\":{\"cached_tokens\":0},"
                        + "\"completion_tokens_details\":{\"reasoning_tokens\":0}}}");
        String tools = OpenAiStreams.whole(OpenAiStreams.chatRequest(TOOLS + ",\"tool_choice\":\"required\""));
        assertThat(tools)
                .contains("\"content\":null,\"refusal\":null,\"tool_calls\":[{\"id\":\"call_a9f4362b2589fa9f00000007\"")
                .contains("\"finish_reason\":\"tool_calls\"");
        assertThat(JsonReader.readObject(tools)).containsKey("usage");
    }

    private static String delta(String members) {
        return "\"choices\":[{\"index\":0,\"delta\":{" + members + "},\"logprobs\":null,\"finish_reason\":null}]}";
    }

    private static String arguments(String fragment) {
        return delta("\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"" + fragment + "\"}}]");
    }

    private static String end(int choice, String reason) {
        return "\"choices\":[{\"index\":" + choice + ",\"delta\":{},\"logprobs\":null,\"finish_reason\":\"" + reason
                + "\"}]}";
    }

    private static String of(int choice, String event) {
        return event.replace("{\"index\":0,\"delta\"", "{\"index\":" + choice + ",\"delta\"");
    }

    private static String with(String event, String tail) {
        return event.substring(0, event.length() - 1) + tail + "}";
    }
}

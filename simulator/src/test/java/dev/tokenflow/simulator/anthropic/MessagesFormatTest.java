package dev.tokenflow.simulator.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenflow.simulator.answer.AnswerIdentity;
import dev.tokenflow.simulator.answer.StreamedAnswer;
import dev.tokenflow.simulator.answer.plan.AnswerPlan;
import dev.tokenflow.simulator.answer.plan.AnswerPlanner;
import dev.tokenflow.simulator.answer.plan.TokenRange;
import dev.tokenflow.simulator.request.ApiException;
import dev.tokenflow.simulator.text.Script;
import dev.tokenflow.simulator.text.Vocabulary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesFormatTest {
    private static final AnswerIdentity IDENTITY = new AnswerIdentity(7, "m", 0);
    private static final AnswerPlanner PLANNER = new AnswerPlanner(new TokenRange(4, 4), 1, 0);
    private static final String START = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{"
            + "\"id\":\"msg_00000000000000000000000000007\",\"type\":\"message\",\"role\":\"assistant\","
            + "\"model\":\"m\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{"
            + "\"input_tokens\":9,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,"
            + "\"output_tokens\":1}}}\n\n";
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";
    private static final String PING = "event: ping\ndata: {\"type\":\"ping\"}\n\n";
    private static final String STOP = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    @Test
    void aMessageIsItsExactEvents() throws Exception {
        assertThat(stream(",\"stop_sequences\":[\"zz\"]", 1, 3))
                .isEqualTo(START
                        + event(
                                "content_block_start",
                                "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}")
                        + PING
                        + event(
                                "content_block_delta",
                                "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\" take\"}")
                        + event(
                                "content_block_delta",
                                "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\" then work when\"}")
                        + event("content_block_stop", "\"index\":0")
                        + event(
                                "message_delta",
                                "\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},"
                                        + "\"usage\":{\"output_tokens\":4}")
                        + STOP);
    }

    @Test
    void thoughtsAreABlockWithASignature() throws Exception {
        String stream = stream(",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}", 68);
        assertThat(stream)
                .contains(event(
                        "content_block_start",
                        "\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"))
                .contains("\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\" how than its")
                .contains(event(
                                "content_block_delta",
                                "\"index\":0,\"delta\":{\"type\":\"signature_delta\","
                                        + "\"signature\":\"sig00000000000000000000000000007\"}")
                        + event("content_block_stop", "\"index\":0")
                        + event(
                                "content_block_start",
                                "\"index\":1,\"content_block\":{\"type\":\"text\",\"text\":\"\"}"))
                .contains("\"usage\":{\"output_tokens\":68}");
    }

    @Test
    void aToolIsABlockOfJsonFragments() throws Exception {
        String stream = stream(
                ",\"tools\":[{\"name\":\"w\",\"input_schema\":{\"type\":\"object\"}}],"
                        + "\"tool_choice\":{\"type\":\"any\"}",
                1,
                2);
        assertThat(stream)
                .contains("\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_a9f4362b2589fa9f00000007\","
                        + "\"name\":\"w\",\"input\":{}}")
                .contains(event(
                                "content_block_delta",
                                "\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"\"}")
                        + event(
                                "content_block_delta",
                                "\"index\":0,\"delta\":{\"type\":\"input_json_delta\","
                                        + "\"partial_json\":\"{ \\\"text\\\":\\\"\"}")
                        + event(
                                "content_block_delta",
                                "\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\" she back\"}"))
                .contains("\"stop_reason\":\"tool_use\"")
                .endsWith(STOP);
    }

    @Test
    void aStopSequenceIsNamed() throws Exception {
        String stream = stream(",\"stop_sequences\":[\"n wo\"]");
        assertThat(stream)
                .contains("\"stop_reason\":\"stop_sequence\",\"stop_sequence\":\"n wo\"},"
                        + "\"usage\":{\"output_tokens\":3}");
        assertThat(whole(",\"stop_sequences\":[\"n wo\"]"))
                .isEqualTo("{\"id\":\"msg_00000000000000000000000000007\",\"type\":\"message\",\"role\":\"assistant\","
                        + "\"model\":\"m\",\"content\":[{\"type\":\"text\",\"text\":\" take the\"}],"
                        + "\"stop_reason\":\"stop_sequence\",\"stop_sequence\":\"n wo\",\"usage\":{\"input_tokens\":9,"
                        + "\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":3}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"max_tokens":5}                                       | model
            {"model":"m","messages":[]}                            | max_tokens
            {"model":"m","max_tokens":5}                           | messages
            {"model":"m","max_tokens":5,"messages":[{"role":"system","content":"x"}]} | messages[0].role
            {"model":"m","max_tokens":5,"messages":[{"role":"user","content":7}]}     | messages[0].content
            {"model":"m","max_tokens":5,"messages":[{"role":"user","content":"x"}],"system":7} | system
            {"model":"m","max_tokens":5,MESSAGES,"thinking":{"type":"enabled"}} | thinking.budget_tokens
            {"model":"m","max_tokens":5,MESSAGES,"stop_sequences":"x"} | stop_sequences
            """)
    void aWrongMemberIsNamed(String body, String parameter) {
        assertThatThrownBy(() -> MessagesRequest.parse(body.replace("MESSAGES", MESSAGES), 0))
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.status()).isEqualTo(400);
                    assertThat(e.parameter()).isEqualTo(parameter);
                    assertThat(AnthropicErrors.body(e))
                            .startsWith(
                                    "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"'"
                                            + parameter);
                });
    }

    private static String stream(String members, int... chunks) throws ApiException {
        MessagesRequest request = request(members);
        AnswerPlan plan = PLANNER.plan(request.wish(), new Vocabulary(Script.ENGLISH, false), 7);
        StreamedAnswer answer = new StreamedAnswer(plan, request.format(plan, IDENTITY));
        StringBuilder all = new StringBuilder();
        int left = answer.tokens();
        for (int chunk : chunks) {
            all.append(new String(answer.next(chunk), UTF_8));
            left -= chunk;
        }
        while (left > 0) {
            all.append(new String(answer.next(1), UTF_8));
            left--;
        }
        return all.append(new String(answer.ending(), UTF_8)).toString();
    }

    private static String whole(String members) throws ApiException {
        MessagesRequest request = request(members);
        return request.whole(PLANNER.plan(request.wish(), new Vocabulary(Script.ENGLISH, false), 7), IDENTITY);
    }

    private static MessagesRequest request(String members) throws ApiException {
        return MessagesRequest.parse(
                "{\"model\":\"m\",\"max_tokens\":1500,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]"
                        + members + "}",
                0);
    }

    private static String event(String name, String members) {
        return "event: " + name + "\ndata: {\"type\":\"" + name + "\"," + members + "}\n\n";
    }
}

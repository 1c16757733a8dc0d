package dev.tokenflow.gateway.merge;

import static dev.tokenflow.gateway.merge.Joined.chunk;
import static dev.tokenflow.gateway.merge.Joined.content;
import static dev.tokenflow.gateway.merge.Joined.finish;
import static dev.tokenflow.gateway.merge.Joined.role;
import static dev.tokenflow.gateway.merge.Joined.together;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which chunks of a chat become one, and which never do, by exact bytes. */
class ChatJoiningTest {
    private static final String DONE = "data: [DONE]\n\n";

    private static String arguments(int index, String json) {
        return chunk("{\"tool_calls\":[{\"index\":" + index + ",\"function\":{\"arguments\":\"" + json + "\"}}]}");
    }

    private static String tool(int index, String id, String name, String json) {
        String entry = "{\"index\":%d,\"id\":\"%s\",\"type\":\"function\","
                + "\"function\":{\"name\":\"%s\",\"arguments\":\"%s\"}}";
        return chunk("{\"tool_calls\":[" + entry.formatted(index, id, name, json) + "]}");
    }

    private static String logprobs(String text, String entries) {
        return chunk(
                0, "{\"content\":\"" + text + "\"}", ",\"logprobs\":{\"content\":[" + entries + "],\"refusal\":null}");
    }

    private static void stays(String... events) {
        assertThat(together(events)).isEqualTo(String.join("", events));
    }

    @Test
    void textOfOneChoiceIsWrittenOneAfterTheOther() {
        assertThat(together(
                        role(0),
                        content("Hel"),
                        content("lo, "),
                        content(""),
                        content("world"),
                        finish(0, "stop"),
                        DONE))
                .isEqualTo(role(0) + content("Hello, world") + finish(0, "stop") + DONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"content", "refusal", "reasoning_content", "reasoning", "thinking"})
    void eachKindOfTextIsJoinedUnderItsOwnName(String name) {
        assertThat(together(role(0), chunk("{\"" + name + "\":\"a\"}"), chunk("{\"" + name + "\":\"b\"}")))
                .isEqualTo(role(0) + chunk("{\"" + name + "\":\"ab\"}"));
    }

    @Test
    void escapesAndHalfSurrogatesAreSplicedAsTheyAre() {
        assertThat(together(role(0), content("\\ud83d"), content("\\ude00\\n"), content("\\\"é")))
                .isEqualTo(role(0) + content("\\ud83d\\ude00\\n\\\"é"));
    }

    @Test
    void theFirstEventOfAChoicePassesEvenIfItHasText() {
        stays(chunk("{\"role\":\"assistant\",\"content\":\"a\"}"), chunk("{\"content\":\"b\"}"));
        stays(content("a"), content("b"));
    }

    @Test
    void aRoleThatEveryDeltaRepeatsIsKeptOnce() {
        String a = chunk("{\"role\":\"assistant\",\"content\":\"a\"}");
        String b = chunk("{\"role\":\"assistant\",\"content\":\"b\"}");
        assertThat(together(a, a, b)).isEqualTo(a + chunk("{\"role\":\"assistant\",\"content\":\"ab\"}"));
    }

    @Test
    void reasoningAndContentAreNeverInOneEvent() {
        String r = "{\"content\":\"\",\"reasoning_content\":\"%s\"}";
        stays(role(0), chunk("{\"reasoning_content\":\"a\"}"), content("b"));
        stays(role(0), chunk(r.formatted("a")), chunk("{\"content\":\"b\",\"reasoning_content\":\"\"}"));
        stays(role(0), content("a"), chunk("{\"content\":\"b\",\"reasoning_content\":\"c\"}"), content("d"));
        assertThat(together(role(0), chunk(r.formatted("a")), chunk(r.formatted("b"))))
                .isEqualTo(role(0) + chunk(r.formatted("ab")));
    }

    @Test
    void argumentsOfOneToolAreJoinedAndItsHeaderPassesAlone() {
        assertThat(together(
                        role(0),
                        tool(0, "call_1", "f", ""),
                        arguments(0, "{\\\"a\\\""),
                        arguments(0, ":1}"),
                        tool(1, "call_2", "g", ""),
                        arguments(1, "{"),
                        arguments(0, "x"),
                        arguments(1, "}"),
                        finish(0, "tool_calls")))
                .isEqualTo(role(0)
                        + tool(0, "call_1", "f", "")
                        + arguments(0, "{\\\"a\\\":1}")
                        + tool(1, "call_2", "g", "")
                        + arguments(1, "{")
                        + arguments(0, "x")
                        + arguments(1, "}")
                        + finish(0, "tool_calls"));
    }

    @Test
    void aHeaderWithEmptyIdAndNameIsNone() {
        assertThat(together(role(0), tool(0, "", "", "a"), tool(0, "", "", "b")))
                .isEqualTo(role(0) + tool(0, "", "", "ab"));
        stays(role(0), tool(0, "x", "", "a"), tool(0, "x", "", "b"));
        stays(role(0), tool(0, "", "n", "a"), tool(0, "", "n", "b"));
    }

    @Test
    void twoToolsInOneChunkAndContentWithAToolPass() {
        String two = chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"a\"}},"
                + "{\"index\":1,\"function\":{\"arguments\":\"b\"}}]}");
        String mixed = chunk("{\"content\":\"a\",\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"a\"}}]}");
        String noIndex = chunk("{\"tool_calls\":[{\"function\":{\"arguments\":\"a\"}}]}");
        stays(role(0), two, two);
        stays(role(0), mixed, mixed);
        stays(role(0), noIndex, noIndex);
    }

    @Test
    void logprobsAreAppendedAndOneOfTheOtherFormPasses() {
        String a = logprobs("a", "{\"token\":\"a\",\"logprob\":-0.1,\"top_logprobs\":[]}");
        String b = logprobs("b", "{\"token\":\"b\",\"logprob\":-2e-1,\"top_logprobs\":[{\"token\":\"]\"}]}");
        assertThat(together(role(0), a, b, logprobs("", ""), content("c")))
                .isEqualTo(role(0)
                        + logprobs(
                                "ab",
                                "{\"token\":\"a\",\"logprob\":-0.1,\"top_logprobs\":[]},"
                                        + "{\"token\":\"b\",\"logprob\":-2e-1,\"top_logprobs\":[{\"token\":\"]\"}]}")
                        + content("c"));
        assertThat(together(role(0), logprobs("", ""), b)).isEqualTo(role(0) + b);
        String other = chunk(0, "{\"content\":\"a\"}", ",\"logprobs\":{\"content\":{\"a\":1}}");
        stays(role(0), other, other);
    }

    @Test
    void usageInEveryChunkIsTheLatest() {
        String rest = "}],\"usage\":{\"completion_tokens\":%d,\"prompt_tokens_details\":null}";
        assertThat(together(
                        role(0),
                        content("a").replace("}]}", rest.formatted(100) + "}"),
                        content("b").replace("}]}", rest.formatted(9) + "}"),
                        content("c")))
                .isEqualTo(role(0) + content("ab").replace("}]}", rest.formatted(9) + "}") + content("c"));
    }

    @Test
    void paddingIsDroppedFromJoinedChunksOnly() {
        String a = content("a").replace("}]}", "}],\"obfuscation\":\"xyz\"}");
        String b = content("b").replace("}]}", "}],\"obfuscation\":\"q\"}");
        String c = content("c").replace("}]}", "}],\"obfuscation\":\"\"}");
        assertThat(together(role(0), a, b, c)).isEqualTo(role(0) + content("abc"));
        stays(role(0), a);
        String first = content("a").replace("{\"id\"", "{\"obfuscation\":\"x\" , \"id\"");
        assertThat(together(role(0), first, first.replace("\"x\"", "\"yy\"")))
                .isEqualTo(role(0) + content("aa").replace("{\"id\"", "{ \"id\""));
    }

    @Test
    void twoChoicesAreJoinedEachByItself() {
        String a = "{\"content\":\"%s\"}";
        assertThat(together(
                        role(0),
                        role(1),
                        chunk(1, a.formatted("a"), ""),
                        chunk(0, a.formatted("x"), ""),
                        chunk(1, a.formatted("b"), ""),
                        chunk(0, a.formatted("y"), ""),
                        finish(1, "stop"),
                        chunk(0, a.formatted("z"), "")))
                .isEqualTo(role(0)
                        + role(1)
                        + chunk(1, a.formatted("ab"), "")
                        + chunk(0, a.formatted("xy"), "")
                        + finish(1, "stop")
                        + chunk(0, a.formatted("z"), ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ": ping\n\n",
                "data: [DONE]\n\n",
                "data:\n\n",
                "data: {\"error\":{\"message\":\"m\"}}\n\n",
                "data: {\"choices\":[],\"usage\":{\"completion_tokens\":3}}\n\n",
                "data: {\"choices\":[],\"prompt_filter_results\":[]}\n\n",
                "data: not json\n\n",
                "event: x\ndata: {}\n\n",
                "\n",
                "retry: 10\n\n"
            })
    void everythingElseIsABarrierAndPassesUnchanged(String barrier) {
        assertThat(together(role(0), content("a"), content("b"), barrier, content("c"), content("d")))
                .isEqualTo(role(0) + content("ab") + barrier + content("cd"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"matched_stop\":7",
                "\"token_ids\":[1]",
                "\"stop_reason\":\"x\"",
                "\"con\\u0074ent_filter_results\":1",
                "\"index\":0",
                "\"logprobs\":{\"other\":[]}"
            })
    void aChunkWithAnUnknownOrDoubleMemberPasses(String member) {
        String odd = chunk(0, "{\"content\":\"a\"}", "," + member);
        stays(role(0), content("x"), odd, odd, content("y"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"matched_stop\":null", "\"token_ids\":null", "\"content_filter_results\":{}"})
    void aMemberWithoutAMeaningChangesNothing(String member) {
        String rest = "," + member;
        assertThat(together(role(0), chunk(0, "{\"content\":\"a\"}", rest), chunk(0, "{\"content\":\"b\"}", rest)))
                .isEqualTo(role(0) + chunk(0, "{\"content\":\"ab\"}", rest));
    }

    @Test
    void aChunkThatDiffersAroundItsTextBeginsAnew() {
        String other = content("b").replace("1700000000", "1700000001");
        assertThat(together(role(0), content("a"), other, other, content("c")))
                .isEqualTo(role(0) + content("a") + other.replace("\"b\"", "\"bb\"") + content("c"));
        stays(
                role(0),
                content("a"),
                content("b").replace("\n", "\r\n"),
                content("c").replace("data: ", "data:"));
    }

    @Test
    void brokenJsonPasses() {
        for (String broken : new String[] {
            content("a").replace("]}", "],}"),
            content("a").replace("]}", "]"),
            content("a\\x"),
            content("a\tb"),
            content("a\\u12"),
            content("a").replace("0,", "00,"),
            content("a").replace("null", "nul")
        }) {
            stays(role(0), broken, broken);
        }
    }
}

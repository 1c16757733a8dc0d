package dev.tokenflow.simulator.answer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.protocol.json.JsonReader;
import dev.tokenflow.simulator.answer.plan.Choice.End;
import dev.tokenflow.simulator.answer.plan.Segment.Kind;
import dev.tokenflow.simulator.text.Script;
import dev.tokenflow.simulator.text.Vocabulary;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerPlannerTest {
    private final Vocabulary english = new Vocabulary(Script.ENGLISH, false);
    private final Vocabulary mixed = new Vocabulary(Script.MIXED, false);

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 60);
    }

    @Test
    void aLimitCutsAndNothingElseDoes() {
        assertThat(plan(wish().most(12).make(), english).end()).isEqualTo(End.LENGTH);
        assertThat(plan(wish().most(12).make(), english).tokens()).isEqualTo(12);
        assertThat(plan(wish().most(50).make(), english).end()).isEqualTo(End.STOP);
        assertThat(plan(wish().most(51).make(), english).tokens()).isEqualTo(50);
        assertThat(plan(wish().most(700).ignoreEnd().make(), english).tokens()).isEqualTo(700);
        assertThat(plan(wish().most(700).ignoreEnd().make(), english).end()).isEqualTo(End.LENGTH);
    }

    @Test
    void lengthsAreDrawnBySeedWithinTheirRange() {
        TokenRange range = new TokenRange(100, 1600);
        long below =
                LongStream.range(0, 2000).filter(seed -> range.draw(seed) < 400).count();
        assertThat(LongStream.range(0, 2000).mapToInt(range::draw)).allMatch(n -> n >= 100 && n <= 1600);
        assertThat(below).as("half are below the geometric mean").isBetween(930L, 1070L);
        assertThat(range.draw(17)).isEqualTo(range.draw(17));
        assertThat(TokenRange.of("7").draw(5)).isEqualTo(7);
    }

    /** Against a plain search in the whole text. */
    @ParameterizedTest
    @MethodSource("seeds")
    void aStopEndsTheTextBeforeItAlsoAcrossTokens(long seed) {
        Random random = new Random(seed);
        String whole = plan(wish().seed(seed).make(), mixed).text(Kind.CONTENT);
        int from = whole.offsetByCodePoints(0, random.nextInt(whole.codePointCount(0, whole.length()) - 12));
        String stop = whole.substring(from, whole.offsetByCodePoints(from, 1 + random.nextInt(9)));
        Choice cut = plan(wish().seed(seed).stops(List.of("never there", stop)).make(), mixed);
        assertThat(cut.text(Kind.CONTENT)).isEqualTo(whole.substring(0, whole.indexOf(stop)));
        assertThat(cut.end()).isEqualTo(End.STOP_SEQUENCE);
        assertThat(cut.stopSequence()).isEqualTo(stop);
        // What was generated reaches to the stop's last byte and no token further.
        Choice counted = plan(wish().seed(seed).most(cut.tokens()).make(), mixed);
        assertThat(counted.text(Kind.CONTENT)).contains(stop);
        if (cut.tokens() > 1) {
            Choice less = plan(wish().seed(seed).most(cut.tokens() - 1).make(), mixed);
            assertThat(less.text(Kind.CONTENT)).doesNotContain(stop);
        }
    }

    @Test
    void aStopBehindTheLimitIsNotReached() {
        String whole = plan(wish().make(), english).text(Kind.CONTENT);
        String last = whole.substring(whole.length() - 9);
        Choice cut = plan(wish().most(20).stops(List.of(last)).make(), english);
        assertThat(cut.end()).isEqualTo(End.LENGTH);
        assertThat(cut.tokens()).isEqualTo(20);
    }

    @Test
    void thoughtsCountTowardsTheLimit() {
        Choice choice = plan(wish().reasoning(30).most(40).make(), english);
        assertThat(choice.tokens(Kind.REASONING)).isEqualTo(30);
        assertThat(choice.tokens(Kind.CONTENT)).isEqualTo(10);
        Choice onlyThoughts = plan(wish().reasoning(30).most(7).make(), english);
        assertThat(onlyThoughts.tokens()).isEqualTo(7);
        assertThat(onlyThoughts.has(Kind.CONTENT)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void argumentsAndObjectsAreJson(long seed) throws Exception {
        Map<String, Object> schema = Map.of("type", "object", "properties", JsonReader.readObject("""
                        {"n":{"type":"integer"},"a\\"b":{"type":"string"},"u":{"type":"string","enum":["x y","z"]},
                         "f":{"type":"boolean"},"l":{"type":"array"},"o":{"type":"object"},"q":7}"""));
        String opening = JsonShape.opening(schema);
        Choice choice =
                plan(wish().seed(seed).calls(opening, JsonShape.opening(null)).make(), mixed);
        assertThat(choice.end()).isEqualTo(End.TOOL_CALLS);
        assertThat(choice.segments()).hasSize(2);
        Map<String, ?> first =
                JsonReader.readObject(Choice.text(choice.segments().get(0)));
        assertThat(first.keySet()).containsExactlyInAnyOrder("n", "a\"b", "u", "f", "l", "o", "q");
        assertThat(first.get("u")).isEqualTo("x y");
        assertThat(JsonReader.readObject(Choice.text(choice.segments().get(1)))).containsOnlyKeys("text");
        assertThat(choice.segments().get(0).id())
                .hasSize(24)
                .isNotEqualTo(choice.segments().get(1).id());
        Choice object = plan(wish().seed(seed).json(opening).make(), mixed);
        assertThat(JsonReader.readObject(object.text(Kind.CONTENT))).hasSize(7);
    }

    private static Choice plan(AnswerWish wish, Vocabulary vocabulary) {
        return new AnswerPlanner(new TokenRange(50, 50), 1, 0)
                .plan(wish, vocabulary, 1)
                .choices()
                .getFirst();
    }

    private static Wish wish() {
        return new Wish();
    }

    private static final class Wish {
        private int most = AnswerWish.NO_LIMIT;
        private boolean ignoreEnd;
        private long seed = 1;
        private List<String> stops = List.of();
        private int reasoning;
        private List<AnswerWish.ToolCall> calls = List.of();
        private String json;

        Wish most(int tokens) {
            most = tokens;
            return this;
        }

        Wish ignoreEnd() {
            ignoreEnd = true;
            return this;
        }

        Wish seed(long number) {
            seed = number;
            return this;
        }

        Wish stops(List<String> texts) {
            stops = texts;
            return this;
        }

        Wish reasoning(int tokens) {
            reasoning = tokens;
            return this;
        }

        Wish calls(String first, String second) {
            calls = List.of(new AnswerWish.ToolCall("a", first), new AnswerWish.ToolCall("b", second));
            return this;
        }

        Wish json(String opening) {
            json = opening;
            return this;
        }

        AnswerWish make() {
            return new AnswerWish(1, most, ignoreEnd, seed, stops, reasoning, calls, json, 1);
        }
    }
}

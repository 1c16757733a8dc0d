package dev.tokenflow.simulator.openai.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenflow.simulator.openai.OpenAiStreams;
import dev.tokenflow.simulator.request.ApiException;
import org.junit.jupiter.api.Test;

class CompletionFormatTest {
    @Test
    void anAnswerIsTextAndAReason() throws Exception {
        assertThat(OpenAiStreams.completion("", 1, 3))
                .containsExactly(
                        "\"choices\":[{\"text\":\"時が\",\"index\":0,\"logprobs\":null,\"finish_reason\":null}]}",
                        "\"choices\":[{\"text\":\"「本」木、上\",\"index\":0,\"logprobs\":null,\"finish_reason\":null}]}",
                        "\"choices\":[{\"text\":\"\",\"index\":0,\"logprobs\":null,\"finish_reason\":\"stop\"}]}",
                        "[DONE]");
    }

    @Test
    void logProbabilitiesAreArraysWithOffsetsOfTheWholeText() throws Exception {
        assertThat(OpenAiStreams.completion(",\"logprobs\":2,\"n\":2,\"max_tokens\":2"))
                .hasSize(7)
                .startsWith(
                        "\"choices\":[{\"text\":\"時が\",\"index\":0,\"logprobs\":{\"tokens\":[\"時が\"],"
                                + "\"token_logprobs\":[-0.9498],\"top_logprobs\":[{\"時が\":-0.9498,\"私は\":-1.6998}],"
                                + "\"text_offset\":[0]},\"finish_reason\":null}]}",
                        "\"choices\":[{\"text\":\"是\",\"index\":1,\"logprobs\":{\"tokens\":[\"是\"],"
                                + "\"token_logprobs\":[-0.1678],\"top_logprobs\":[{\"是\":-0.1678,\"在\":-0.9178}],"
                                + "\"text_offset\":[0]},\"finish_reason\":null}]}",
                        "\"choices\":[{\"text\":\"「本」\",\"index\":0,\"logprobs\":{\"tokens\":[\"「本」\"],"
                                + "\"token_logprobs\":[-0.7279],\"top_logprobs\":[{\"「本」\":-0.7279,\"东\":-1.4779}],"
                                + "\"text_offset\":[2]},\"finish_reason\":null}]}");
    }

    @Test
    void everyPromptHasItsChoicesAndSixteenTokensAreTheLimit() throws Exception {
        String answer = OpenAiStreams.whole(
                CompletionRequest.parse("{\"prompt\":[\"a\",\"bcdef\"],\"n\":2,\"ignore_eos\":true}", false));
        assertThat(answer)
                .contains("\"index\":3")
                .doesNotContain("\"index\":4")
                .contains("{\"prompt_tokens\":3,\"completion_tokens\":64,\"total_tokens\":67,");
        assertThat(CompletionRequest.parse("{\"prompt\":[1,2,3]}", false).wish().promptTokens())
                .isEqualTo(3);
        assertThat(CompletionRequest.parse("{\"prompt\":[[1,2],[3]]}", false)
                        .wish()
                        .choices())
                .isEqualTo(2);
    }

    @Test
    void whatItCannotDoIsRefused() {
        assertThatThrownBy(() -> CompletionRequest.parse("{\"prompt\":\"a\",\"echo\":true}", false))
                .isInstanceOf(ApiException.class)
                .hasMessage("'echo' must be false: this server does not repeat the prompt.");
        assertThatThrownBy(() -> CompletionRequest.parse("{\"prompt\":[\"a\",1]}", false))
                .hasMessageStartingWith("'prompt' must be a string, an array of token numbers,");
    }
}

package dev.tokenflow.simulator.server;

import java.util.List;
import java.util.Random;

/** Requests of which most are almost right. */
final class RandomRequests {
    private static final List<String> MEMBERS = List.of(
            "model",
            "messages",
            "prompt",
            "stream",
            "stream_options",
            "max_tokens",
            "max_completion_tokens",
            "stop",
            "stop_sequences",
            "n",
            "seed",
            "logprobs",
            "top_logprobs",
            "tools",
            "tool_choice",
            "response_format",
            "reasoning_effort",
            "thinking",
            "system",
            "temperature",
            "user",
            "metadata",
            "echo",
            "best_of",
            "suffix",
            "parallel_tool_calls",
            "logit_bias",
            "ignore_eos",
            "vendor");
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "0",
            "1",
            "2",
            "7",
            "-1",
            "1.5",
            "1e30",
            "-0.0",
            "\"\"",
            "\"x\"",
            "\"test\"",
            "\"required\"",
            "\"low\"",
            "[]",
            "{}",
            "[1]",
            "[\"a\",\"b\"]",
            "[null]",
            "[[1]]",
            "[{}]",
            "{\"type\":7}",
            "{\"type\":\"enabled\",\"budget_tokens\":1024}",
            "{\"type\":\"json_object\"}",
            "{\"type\":\"json_schema\"}",
            "{\"include_usage\":true}",
            "{\"include_usage\":1}",
            "[{\"role\":\"user\",\"content\":\"x\"}]",
            "[{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}]",
            "[{\"role\":7}]",
            "[{\"type\":\"function\",\"function\":{\"name\":\"w\",\"parameters\":{\"properties\":{\"a\":[]}}}}]",
            "[{\"name\":\"w\",\"input_schema\":7}]",
            "{\"type\":\"function\",\"function\":{\"name\":\"w\"}}",
            "{\"type\":\"tool\",\"name\":\"w\"}",
            "{\"a\":".repeat(40) + "1" + "}".repeat(40),
            "nonsense",
            "\"\\q\"");

    private RandomRequests() {}

    static String body(Random random, String path) {
        StringBuilder body = new StringBuilder("{");
        if (random.nextInt(8) > 0) {
            body.append(RunningServer.MESSAGES).append(",\"prompt\":\"x\",\"max_tokens\":9");
            body.append(path.equals("/v1/messages") ? ",\"model\":\"test\"" : "");
        } else {
            body.append("\"vendor\":1");
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            body.append(",\"").append(MEMBERS.get(random.nextInt(MEMBERS.size())));
            body.append("\":").append(VALUES.get(random.nextInt(VALUES.size())));
        }
        return body.append(random.nextInt(30) == 0 ? "" : "}").toString();
    }
}

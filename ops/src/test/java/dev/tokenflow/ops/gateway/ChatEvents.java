package dev.tokenflow.ops.gateway;

/** Writes an answer of the chat API, event by event, in the order of members of one engine. */
final class ChatEvents {
    /** How engines differ around a delta: {@code %d} the choice, {@code %s} delta, reason to finish and the rest. */
    enum Engine {
        OPENAI("{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"m\","
                + "\"service_tier\":\"default\",\"system_fingerprint\":\"fp_1\",\"choices\":[{\"index\":%1$d,"
                + "\"delta\":%2$s,\"logprobs\":null,\"finish_reason\":%3$s%4$s}]%5$s}"),
        VLLM("{\"id\":\"chatcmpl-2\",\"object\":\"chat.completion.chunk\",\"created\":1700000001,\"model\":\"m\","
                + "\"choices\":[{\"index\":%1$d,\"delta\":%2$s,\"logprobs\":null,\"finish_reason\":%3$s,"
                + "\"token_ids\":null%4$s}]%5$s}"),
        LLAMA_CPP("{\"choices\":[{\"finish_reason\":%3$s,\"index\":%1$d,\"delta\":%2$s%4$s}],\"created\":1700000002,"
                + "\"id\":\"chatcmpl-3\",\"model\":\"m\",\"system_fingerprint\":\"b1\","
                + "\"object\":\"chat.completion.chunk\"%5$s}"),
        /** With logprobs given for each event. */
        BARE("{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{"
                + "\"index\":%1$d,\"delta\":%2$s,\"finish_reason\":%3$s%4$s}]%5$s}");

        private final String form;

        Engine(String form) {
            this.form = form;
        }
    }

    private final Engine engine;
    private final StringBuilder out = new StringBuilder();

    ChatEvents(Engine engine) {
        this.engine = engine;
    }

    /** Any bytes, as they are. */
    ChatEvents raw(String text) {
        out.append(text);
        return this;
    }

    ChatEvents data(String json) {
        return raw("data: " + json + "\n\n");
    }

    /**
     * @param inChoice members after those of the choice, with a comma before
     * @param atEnd members after the choices, with a comma before
     */
    ChatEvents delta(int choice, String delta, String inChoice, String atEnd) {
        return data(engine.form.formatted(choice, delta, "null", inChoice, atEnd));
    }

    ChatEvents delta(String delta) {
        return delta(0, delta, "", "");
    }

    ChatEvents role(int choice) {
        return delta(choice, "{\"role\":\"assistant\",\"content\":\"\"}", "", "");
    }

    /** Each piece is JSON text as it stands in the string. */
    ChatEvents texts(int choice, String member, String... pieces) {
        for (String piece : pieces) {
            delta(choice, "{\"" + member + "\":\"" + piece + "\"}", "", "");
        }
        return this;
    }

    ChatEvents content(String... pieces) {
        return texts(0, "content", pieces);
    }

    ChatEvents tool(int index, String id, String name, String arguments) {
        return delta(("{\"tool_calls\":[{\"index\":%d,\"id\":\"%s\",\"type\":\"function\",\"function\":{\"name"
                        + "\":\"%s\","
                        + "\"arguments\":\"%s\"}}]}")
                .formatted(index, id, name, arguments));
    }

    ChatEvents arguments(int index, String... pieces) {
        for (String piece : pieces) {
            delta("{\"tool_calls\":[{\"index\":%d,\"function\":{\"arguments\":\"%s\"}}]}".formatted(index, piece));
        }
        return this;
    }

    ChatEvents finish(int choice, String reason) {
        return data(engine.form.formatted(choice, "{}", "\"" + reason + "\"", "", ""));
    }

    /** The event that counts the tokens. */
    ChatEvents usage(int tokens) {
        return data("{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model"
                + "\":\"m\","
                + "\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":" + tokens
                + ",\"total_tokens\":" + (tokens + 9) + "}}");
    }

    StreamFixture done(String name) {
        raw("data: [DONE]\n\n");
        return open(name);
    }

    /** What was written so far, without the usual end. */
    StreamFixture open(String name) {
        return new StreamFixture(name, StreamFixture.Api.CHAT, out.toString());
    }
}

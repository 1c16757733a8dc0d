package dev.tokenflow.ops.gateway;

import static dev.tokenflow.ops.gateway.ChatEvents.Engine.BARE;
import static dev.tokenflow.ops.gateway.ChatEvents.Engine.OPENAI;
import static dev.tokenflow.ops.gateway.ChatEvents.Engine.VLLM;

import java.util.List;

/** Members and habits of the chat API that only some engines and routers have. */
final class VendorFixtures {
    private static final String[] PIECES = Texts.pieces("Well, 二 and two: four 😀.", 31);

    private VendorFixtures() {}

    static List<StreamFixture> all() {
        return List.of(
                each(
                        "nulls-in-each-delta",
                        "{\"role\":null,\"content\":\"%s\",\"reasoning_content\":null,\"too" + "l_calls\":null}"),
                each("empty-tool-calls", "{\"content\":\"%s\",\"tool_calls\":[]}"),
                each(
                        "details-of-reasoning",
                        "{\"content\":\"\",\"reasoning\":\"%1$s\",\"reasoning_details\":[{"
                                + "\"type\":\"reasoning.text\",\"text\":\"%1$s\",\"index\":0}]}"),
                each("content-in-parts", "{\"content\":[{\"type\":\"text\",\"text\":\"%s\"}]}"),
                each("function-call", "{\"function_call\":{\"arguments\":\"%s\"}}"),
                each("sound", "{\"audio\":{\"id\":\"audio_1\",\"transcript\":\"%s\"}}"),
                each("annotations", "{\"content\":\"%s\",\"annotations\":[{\"type\":\"url_citation\"}]}"),
                nullsInTurn(),
                toolsWithoutIndex(),
                router(),
                changingOrder(),
                around("own-members-around", ",\"x_groq\":{\"id\":\"req_%d\"}"),
                around("citations-in-each-event", ",\"citations\":[\"https://example.com/%d\"]"),
                around("equal-citations-in-each-event", ",\"citations\":[\"https://example.com/\"],\"provider\":\"p\""),
                changingEnvelope());
    }

    private static StreamFixture each(String name, String delta) {
        ChatEvents events = new ChatEvents(VLLM).role(0);
        for (String piece : PIECES) {
            events.delta(delta.formatted(piece));
        }
        return events.finish(0, "stop").done(name);
    }

    private static StreamFixture around(String name, String members) {
        ChatEvents events = new ChatEvents(OPENAI).role(0);
        for (int i = 0; i < PIECES.length; i++) {
            events.delta(0, "{\"content\":\"" + PIECES[i] + "\"}", "", members.formatted(i));
        }
        return events.finish(0, "stop").done(name);
    }

    private static StreamFixture nullsInTurn() {
        ChatEvents events = new ChatEvents(OPENAI).role(0);
        for (String piece : PIECES) {
            events.delta("{\"content\":null,\"reasoning_content\":\"" + piece + "\"}");
        }
        for (String piece : PIECES) {
            events.delta("{\"content\":\"" + piece + "\",\"reasoning_content\":null}");
        }
        return events.finish(0, "stop").done("nulls-in-turn");
    }

    private static StreamFixture toolsWithoutIndex() {
        String call = "{\"tool_calls\":[{\"id\":\"call_%d\",\"type\":\"function\",\"function\":{\"name\":\"weather\","
                + "\"arguments\":\"{\\\"city\\\":\\\"Rome\\\"}\"}}]}";
        return new ChatEvents(OPENAI)
                .role(0)
                .delta(call.formatted(1))
                .delta(call.formatted(2))
                .finish(0, "tool_calls")
                .done("tools-without-index");
    }

    private static StreamFixture router() {
        ChatEvents events = new ChatEvents(OPENAI).raw(": PROCESSING\n\n").raw(": PROCESSING\n\n");
        for (String piece : PIECES) {
            events.delta(
                    0,
                    "{\"role\":\"assistant\",\"content\":\"" + piece + "\"}",
                    ",\"native_finish_reason\":null",
                    ",\"provider\":\"p\"");
        }
        return events.finish(0, "stop").usage(9).done("router");
    }

    private static StreamFixture changingOrder() {
        ChatEvents events = new ChatEvents(BARE).role(0);
        for (int i = 0; i < PIECES.length; i++) {
            if (i % 3 == 2) {
                events.data("{\"model\":\"m\",\"choices\":[ {\"delta\" : {\"content\" : \"" + PIECES[i]
                        + "\"}, \"index\":0} ], \"created\":1,\"object\":\"chat.completion.chunk\",\"id\":\"c\"}");
            } else {
                events.content(PIECES[i]);
            }
        }
        return events.finish(0, "stop").done("order-that-changes");
    }

    /** Some engines give each event another time, or another name. */
    private static StreamFixture changingEnvelope() {
        ChatEvents events = new ChatEvents(OPENAI).role(0);
        for (int i = 0; i < PIECES.length; i++) {
            events.data("{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":" + (i / 4)
                    + ",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + PIECES[i]
                    + "\"},\"finish_reason\":null}]}");
        }
        return events.finish(0, "stop").done("time-that-changes");
    }
}

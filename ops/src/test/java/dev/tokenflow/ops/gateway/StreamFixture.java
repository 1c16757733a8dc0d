package dev.tokenflow.ops.gateway;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * One answer of an engine.
 *
 * @param name in the model's name of a request, and in messages
 * @param body its events, byte for byte
 */
record StreamFixture(String name, Api api, String body) {
    /** Where such answers are asked for. */
    enum Api {
        CHAT("/v1/chat/completions"),
        COMPLETIONS("/v1/completions"),
        MESSAGES("/v1/messages");

        final String path;

        Api(String path) {
            this.path = path;
        }
    }

    /** Every fixture. */
    static List<StreamFixture> all() {
        return Stream.of(ChatFixtures.all(), VendorFixtures.all(), OtherFixtures.all())
                .flatMap(List::stream)
                .toList();
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    /** How many answers the engine gives at once. */
    int choices() {
        return body.contains("\"index\":1,\"delta\"") ? 2 : 1;
    }

    /** The same answer with other ends of lines. */
    StreamFixture withLineEnds(String word, String lineEnd) {
        return new StreamFixture(name + "-" + word, api, body.replace("\n", lineEnd));
    }

    /** The same answer without what stands at its end. */
    StreamFixture without(String word, String end) {
        if (!body.endsWith(end)) {
            throw new IllegalArgumentException(name + " does not end with what is to be taken away");
        }
        return new StreamFixture(name + "-" + word, api, body.substring(0, body.length() - end.length()));
    }

    @Override
    public String toString() {
        return name;
    }
}

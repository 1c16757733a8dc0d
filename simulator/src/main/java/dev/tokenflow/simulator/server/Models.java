package dev.tokenflow.simulator.server;

import dev.tokenflow.protocol.json.JsonWriter;
import dev.tokenflow.simulator.request.ApiException;
import dev.tokenflow.simulator.server.config.ModelConfig;
import dev.tokenflow.simulator.text.Script;
import dev.tokenflow.simulator.text.Vocabulary;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The models that are served: the one of the configuration, and the same with each script behind its name. */
final class Models {
    private final ModelConfig config;
    private final Map<Script, Vocabulary> vocabularies = new EnumMap<>(Script.class);

    Models(ModelConfig config) {
        this.config = config;
        for (Script script : Script.values()) {
            vocabularies.put(script, new Vocabulary(script, config.escapeUnicode()));
        }
    }

    /**
     * The words of the model asked for.
     *
     * @param asked {@code name} or {@code name:script}; null = whatever is served
     * @throws ApiException when there is no such model
     */
    Vocabulary vocabulary(@Nullable String asked) throws ApiException {
        Script script = asked == null ? config.script() : script(asked);
        Vocabulary vocabulary = vocabularies.get(script);
        if (vocabulary == null) {
            throw new IllegalStateException("no words of " + script);
        }
        return vocabulary;
    }

    /** All models as JSON. */
    String list() {
        StringBuilder json = new StringBuilder("{\"object\":\"list\",\"data\":[").append(describe(config.name()));
        for (Script script : Script.values()) {
            json.append(',').append(describe(config.name() + ":" + script.word()));
        }
        return json.append("]}").toString();
    }

    /**
     * One model as JSON.
     *
     * @throws ApiException when there is no such model
     */
    String one(String asked) throws ApiException {
        Script known = script(asked);
        assert known != null;
        return describe(asked);
    }

    private Script script(String asked) throws ApiException {
        if (asked.equals(config.name())) {
            return config.script();
        }
        String before = config.name() + ":";
        if (asked.startsWith(before)) {
            for (Script script : Script.values()) {
                if (asked.substring(before.length()).equals(script.word())) {
                    return script;
                }
            }
        }
        String message = "The model '" + asked + "' does not exist here; this server has '" + config.name() + "'.";
        throw new ApiException(404, message, "model", "model_not_found");
    }

    private static String describe(String name) {
        return new JsonWriter()
                .beginObject()
                .field("id", name)
                .field("object", "model")
                .field("created", 0)
                .field("owned_by", "tokenflow")
                .endObject()
                .toString();
    }
}

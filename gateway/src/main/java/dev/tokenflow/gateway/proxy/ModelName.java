package dev.tokenflow.gateway.proxy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Finds the member {@code model} of a request's body. */
final class ModelName {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int LONGEST = 256;

    private ModelName() {}

    /** The model that a body names at its top level, as far as the body is here; null when it names none. */
    static @Nullable String of(byte[] body, int length) {
        try (JsonParser parser = JSON.createParser(body, 0, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = parser.currentName().equals("model");
                JsonToken value = parser.nextToken();
                if (found) {
                    String name = value == JsonToken.VALUE_STRING ? parser.getText() : null;
                    return name == null || name.length() > LONGEST ? null : name;
                }
                parser.skipChildren();
            }
            return null;
        } catch (IOException e) {
            return null; // not JSON, or not all of it: the engine will say what it thinks of that
        }
    }
}

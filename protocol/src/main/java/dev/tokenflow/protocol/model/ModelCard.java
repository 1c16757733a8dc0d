package dev.tokenflow.protocol.model;

import dev.tokenflow.protocol.json.JsonException;
import dev.tokenflow.protocol.json.JsonMembers;
import dev.tokenflow.protocol.json.JsonReader;
import dev.tokenflow.protocol.json.JsonWriter;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a version of a model was made of and how good it is, for people. Unknown members are ignored; a number that is
 * not known is NaN.
 *
 * @param name of the model
 * @param version which one it is
 * @param trainedAtMs when, ms since 1970
 * @param kind word for what it is
 * @param fromMs oldest row it was made of, ms since 1970
 * @param toMs newest row, ms since 1970
 * @param paths that the rows are of
 * @param rows it was trained on
 * @param heldRows it was judged on
 * @param inputs names, in order
 * @param schema hash of the inputs, hexadecimal
 * @param threshold score above which a row is unusual; of a bound, what is added to it
 * @param metrics how it did, by name, its rivals among them
 * @param verdict one line on that
 * @param bytes size of the model
 */
public record ModelCard(
        String name,
        String version,
        long trainedAtMs,
        String kind,
        double fromMs,
        double toMs,
        double paths,
        double rows,
        double heldRows,
        List<String> inputs,
        String schema,
        double threshold,
        Map<String, Double> metrics,
        String verdict,
        long bytes) {
    private static final int DIGITS = 6;

    public ModelCard {
        inputs = List.copyOf(inputs);
        metrics = Map.copyOf(metrics);
    }

    /** One line of JSON. */
    public String encode() {
        JsonWriter json = new JsonWriter().beginObject();
        json.field("name", name).field("version", version);
        json.instantField("trained_at", trainedAtMs).field("kind", kind);
        json.instantField("from", fromMs).instantField("to", toMs);
        count(json, "paths", paths);
        count(json, "rows", rows);
        count(json, "held_rows", heldRows);
        json.name("inputs").beginArray();
        inputs.forEach(json::value);
        json.endArray().field("schema", schema).field("threshold", threshold, DIGITS);
        json.name("metrics").beginObject();
        new TreeMap<>(metrics).forEach((metric, value) -> json.field(metric, value, DIGITS));
        json.endObject().field("verdict", verdict).field("bytes", bytes);
        return json.endObject().toString();
    }

    private static void count(JsonWriter json, String name, double number) {
        if (Double.isNaN(number)) {
            json.field(name, number);
        } else {
            json.field(name, (long) number);
        }
    }

    /** @throws JsonException with the member at fault; never any other exception, whatever the text */
    public static ModelCard decode(String text) throws JsonException {
        Map<?, ?> object = JsonReader.readObject(text);
        JsonMembers members = new JsonMembers(object);
        try {
            return new ModelCard(
                    members.string("name"),
                    members.string("version"),
                    ms(members, "trained_at"),
                    members.string("kind"),
                    object.get("from") == null ? Double.NaN : ms(members, "from"),
                    object.get("to") == null ? Double.NaN : ms(members, "to"),
                    members.number("paths"),
                    members.number("rows"),
                    members.number("held_rows"),
                    texts(object.get("inputs")),
                    members.string("schema"),
                    members.number("threshold"),
                    numbers(object.get("metrics")),
                    members.string("verdict"),
                    members.whole("bytes"));
        } catch (DateTimeException | ArithmeticException e) {
            throw new JsonException(String.valueOf(e.getMessage()));
        }
    }

    private static long ms(JsonMembers members, String name) throws JsonException {
        return Math.floorDiv(members.instantUs(name), 1_000L);
    }

    private static List<String> texts(@Nullable Object array) {
        List<String> texts = new ArrayList<>();
        if (array instanceof List<?> list) {
            list.forEach(one -> texts.add(String.valueOf(one)));
        }
        return texts;
    }

    private static Map<String, Double> numbers(@Nullable Object object) {
        Map<String, Double> numbers = new TreeMap<>();
        if (object instanceof Map<?, ?> members) {
            members.forEach((name, value) -> {
                if (value instanceof Double number) {
                    numbers.put(String.valueOf(name), number);
                }
            });
        }
        return numbers;
    }
}

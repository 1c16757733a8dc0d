package dev.tokenflow.protocol.hint;

import dev.tokenflow.protocol.json.JsonException;
import dev.tokenflow.protocol.json.JsonReader;
import dev.tokenflow.protocol.json.JsonWriter;
import dev.tokenflow.protocol.json.Timestamps;
import java.time.DateTimeException;
import java.util.Map;

/**
 * The JSON form of a {@link Hint}: the value of the hint topic and the body of the HTTP answer. Unknown members are
 * ignored.
 */
public final class HintCodec {
    private HintCodec() {}

    /** One line of JSON. */
    public static String encode(Hint hint) {
        JsonWriter json = new JsonWriter().beginObject();
        json.field("scope", hint.scope().word()).field("key", hint.key());
        json.field("tokens_per_second", hint.tokensPerSecond(), 3).field("tokens_per_chunk", hint.tokensPerChunk(), 3);
        json.field("state", hint.state().word()).field("confidence", hint.confidence(), 3);
        json.name("rtt_ms").beginObject();
        json.field("min", hint.rtt().minMs(), 3).field("mean", hint.rtt().meanMs(), 3);
        json.field("p95", hint.rtt().p95Ms(), 3)
                .field("max", hint.rtt().maxMs(), 3)
                .endObject();
        json.field("retransmit_rate", hint.retransmitRate(), 6).field("predicted_rtt_ms", hint.predictedRttMs(), 3);
        json.field("anomaly_score", hint.anomalyScore(), 6).field("bytes_per_second", hint.bytesPerSecond(), 0);
        json.field("model", hint.model())
                .field("why", hint.why())
                .field("epoch", hint.epoch())
                .field("seq", hint.seq());
        json.instantField("issued_at", hint.issuedAtMs()).field("ttl_ms", hint.ttlMs());
        json.instantField("oldest_event_at", hint.oldestEventAtMs());
        return json.endObject().toString();
    }

    /**
     * Reads a hint and checks every bound.
     *
     * @throws JsonException with the member at fault; never any other exception, whatever the text
     */
    public static Hint decode(String text) throws JsonException {
        return decode(JsonReader.readObject(text));
    }

    /**
     * The same for an object that was read before, as a part of a longer text.
     *
     * @throws JsonException with the member at fault; never any other exception, whatever the members
     */
    public static Hint decode(Map<?, ?> json) throws JsonException {
        Object rtt = json.get("rtt_ms");
        Map<?, ?> rttFields = rtt instanceof Map<?, ?> fields ? fields : Map.of();
        try {
            return new Hint(
                    Scope.ofWord(string(json, "scope")),
                    string(json, "key"),
                    number(json, "tokens_per_second"),
                    number(json, "tokens_per_chunk"),
                    PathCondition.ofWord(string(json, "state")),
                    number(json, "confidence"),
                    new RttSummary(
                            number(rttFields, "min"),
                            number(rttFields, "mean"),
                            number(rttFields, "p95"),
                            number(rttFields, "max")),
                    number(json, "retransmit_rate"),
                    number(json, "predicted_rtt_ms"),
                    number(json, "anomaly_score"),
                    number(json, "bytes_per_second"),
                    json.get("model") == null ? "" : string(json, "model"),
                    json.get("why") == null ? "" : string(json, "why"),
                    whole(json, "epoch"),
                    whole(json, "seq"),
                    Math.floorDiv(Timestamps.parse(string(json, "issued_at")), 1_000L),
                    whole(json, "ttl_ms"),
                    json.get("oldest_event_at") == null
                            ? Double.NaN
                            : Timestamps.parse(string(json, "oldest_event_at")) / 1e3);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new JsonException(String.valueOf(e.getMessage()));
        }
    }

    private static String string(Map<?, ?> json, String name) throws JsonException {
        if (json.get(name) instanceof String value) {
            return value;
        }
        throw new JsonException("'" + name + "' should be a string");
    }

    private static double number(Map<?, ?> json, String name) throws JsonException {
        Object value = json.get(name);
        if (value == null) {
            return Double.NaN;
        }
        if (value instanceof Double number) {
            return number;
        }
        throw new JsonException("'" + name + "' should be a number");
    }

    private static long whole(Map<?, ?> json, String name) throws JsonException {
        double value = number(json, name);
        if (value == Math.rint(value) && Math.abs(value) <= 1L << 53) {
            return (long) value;
        }
        throw new JsonException("'" + name + "' should be a whole number");
    }
}

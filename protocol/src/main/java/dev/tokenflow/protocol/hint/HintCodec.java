package dev.tokenflow.protocol.hint;

import dev.tokenflow.protocol.json.JsonException;
import dev.tokenflow.protocol.json.JsonMembers;
import dev.tokenflow.protocol.json.JsonReader;
import dev.tokenflow.protocol.json.JsonWriter;
import java.time.DateTimeException;
import java.util.Map;

/**
 * The JSON form of a {@link Hint}: the value of the hint topic and the body of the HTTP answer. What a later version
 * adds is no error: unknown members are ignored, unknown words of {@code state} and {@code scope} are read as unknown.
 *
 * <p>Members that came with version 2 of the protocol ({@code tenant}, {@code client_bytes_per_second},
 * {@code hold_ms}) are left out while they are unknown, so that such a hint is byte for byte what version 1 wrote.
 */
public final class HintCodec {
    private HintCodec() {}

    /** One line of JSON. */
    public static String encode(Hint hint) {
        JsonWriter json = new JsonWriter().beginObject();
        json.field("scope", hint.scope().word()).field("key", hint.key());
        if (!hint.tenant().isEmpty()) {
            json.field("tenant", hint.tenant());
        }
        json.field("tokens_per_second", hint.tokensPerSecond(), 3).field("tokens_per_chunk", hint.tokensPerChunk(), 3);
        json.field("state", hint.state().word()).field("confidence", hint.confidence(), 3);
        json.name("rtt_ms").beginObject();
        json.field("min", hint.rtt().minMs(), 3).field("mean", hint.rtt().meanMs(), 3);
        json.field("p95", hint.rtt().p95Ms(), 3)
                .field("max", hint.rtt().maxMs(), 3)
                .endObject();
        json.field("retransmit_rate", hint.retransmitRate(), 6).field("predicted_rtt_ms", hint.predictedRttMs(), 3);
        json.field("anomaly_score", hint.anomalyScore(), 6).field("bytes_per_second", hint.bytesPerSecond(), 0);
        if (!Double.isNaN(hint.clientBytesPerSecond())) {
            json.field("client_bytes_per_second", hint.clientBytesPerSecond(), 0);
        }
        if (!Double.isNaN(hint.holdMs())) {
            json.field("hold_ms", hint.holdMs(), 3);
        }
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
        JsonMembers members = new JsonMembers(json);
        JsonMembers rtt = members.object("rtt_ms");
        try {
            return Hint.of(Scope.ofWord(members.string("scope")), members.string("key"))
                    .tenant(members.stringOrEmpty("tenant"))
                    .tokensPerSecond(members.number("tokens_per_second"))
                    .tokensPerChunk(members.number("tokens_per_chunk"))
                    .state(PathCondition.ofWord(members.string("state")))
                    .confidence(members.number("confidence"))
                    .rtt(new RttSummary(rtt.number("min"), rtt.number("mean"), rtt.number("p95"), rtt.number("max")))
                    .retransmitRate(members.number("retransmit_rate"))
                    .predictedRttMs(members.number("predicted_rtt_ms"))
                    .anomalyScore(members.number("anomaly_score"))
                    .bytesPerSecond(members.number("bytes_per_second"))
                    .clientBytesPerSecond(members.number("client_bytes_per_second"))
                    .holdMs(members.number("hold_ms"))
                    .model(members.stringOrEmpty("model"))
                    .why(members.stringOrEmpty("why"))
                    .epoch(members.whole("epoch"))
                    .seq(members.whole("seq"))
                    .issuedAtMs(Math.floorDiv(members.instantUs("issued_at"), 1_000L))
                    .ttlMs(members.whole("ttl_ms"))
                    .oldestEventAtMs(
                            json.get("oldest_event_at") == null
                                    ? Double.NaN
                                    : members.instantUs("oldest_event_at") / 1e3)
                    .build();
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new JsonException(String.valueOf(e.getMessage()));
        }
    }
}

package dev.tokenflow.protocol.stats;

import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.json.JsonException;
import dev.tokenflow.protocol.json.JsonMembers;
import dev.tokenflow.protocol.json.JsonReader;
import dev.tokenflow.protocol.json.JsonWriter;
import java.time.DateTimeException;

/**
 * The JSON form of {@link StreamStats}: the value of a record of its topic. Unknown members are ignored. Members that
 * came later stand at the end and are left out while they are unknown.
 */
public final class StreamStatsCodec {
    private StreamStatsCodec() {}

    /** One line of JSON. */
    public static String encode(StreamStats stats) {
        JsonWriter json = new JsonWriter().beginObject();
        json.field("client", stats.client().toString());
        if (!stats.tenant().isEmpty()) {
            json.field("tenant", stats.tenant());
        }
        json.field("stream", stats.stream());
        json.instantField("at", stats.atMs()).field("span_ms", stats.spanMs());
        json.field("tokens", stats.tokens()).field("bytes", stats.bytes());
        write(json, "engine_gap_ms", stats.engineGap());
        write(json, "sender_gap_ms", stats.senderGap());
        write(json, "held_ms", stats.held());
        json.field("reader_stalled_ms", stats.readerStalledMs(), 3);
        if (!stats.engine().isEmpty()) {
            json.field("engine", stats.engine());
        }
        if (!Double.isNaN(stats.engineFirstMs())) {
            json.field("engine_first_ms", stats.engineFirstMs(), 3);
        }
        if (!Double.isNaN(stats.engineWaitMs())) {
            json.field("engine_wait_ms", stats.engineWaitMs(), 3);
        }
        return json.endObject().toString();
    }

    /**
     * Reads a row and checks every bound.
     *
     * @throws JsonException with the member at fault; never any other exception, whatever the text
     */
    public static StreamStats decode(String text) throws JsonException {
        JsonMembers members = new JsonMembers(JsonReader.readObject(text));
        try {
            return new StreamStats(
                    IpAddress.parse(members.string("client")),
                    members.stringOrEmpty("tenant"),
                    members.string("stream"),
                    members.stringOrEmpty("engine"),
                    Math.floorDiv(members.instantUs("at"), 1_000L),
                    members.whole("span_ms"),
                    members.whole("tokens"),
                    members.whole("bytes"),
                    read(members, "engine_gap_ms"),
                    members.number("engine_first_ms"),
                    members.number("engine_wait_ms"),
                    read(members, "sender_gap_ms"),
                    read(members, "held_ms"),
                    members.number("reader_stalled_ms"));
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new JsonException(String.valueOf(e.getMessage()));
        }
    }

    private static void write(JsonWriter json, String name, MeanAndMax times) {
        json.name(name).beginObject();
        json.field("mean", times.meanMs(), 3).field("max", times.maxMs(), 3).endObject();
    }

    private static MeanAndMax read(JsonMembers members, String name) throws JsonException {
        JsonMembers times = members.object(name);
        try {
            return new MeanAndMax(times.number("mean"), times.number("max"));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }
}

package dev.tokenflow.protocol.incident;

import dev.tokenflow.protocol.json.JsonException;
import dev.tokenflow.protocol.json.JsonMembers;
import dev.tokenflow.protocol.json.JsonReader;
import dev.tokenflow.protocol.json.JsonWriter;
import java.time.DateTimeException;

/** The JSON form of an {@link Incident}: the value of a record of its topic. Unknown members are ignored. */
public final class IncidentCodec {
    private IncidentCodec() {}

    /** One line of JSON. */
    public static String encode(Incident incident) {
        JsonWriter json = new JsonWriter();
        write(json, incident);
        return json.toString();
    }

    /** The same as a part of a longer text. */
    public static void write(JsonWriter json, Incident incident) {
        json.beginObject();
        json.field("id", incident.id()).field("kind", incident.kind().word());
        if (!incident.key().isEmpty()) {
            json.field("key", incident.key());
        }
        if (!incident.tenant().isEmpty()) {
            json.field("tenant", incident.tenant());
        }
        json.field("cause", incident.cause()).instantField("start", incident.startMs());
        json.instantField("end", incident.isOpen() ? Double.NaN : incident.endMs());
        json.instantField("at", incident.atMs());
        json.field("affected", incident.affected()).field("active", incident.active());
        json.field("most_affected", incident.mostAffected());
        json.field("elsewhere_affected", incident.elsewhereAffected());
        json.field("elsewhere_active", incident.elsewhereActive());
        write(json, incident.evidence());
        if (!incident.partOf().isEmpty()) {
            json.field("part_of", incident.partOf());
        }
        json.field("text", incident.text()).endObject();
    }

    /**
     * Reads an incident and checks every bound.
     *
     * @throws JsonException with the member at fault; never any other exception, whatever the text
     */
    public static Incident decode(String text) throws JsonException {
        JsonMembers members = new JsonMembers(JsonReader.readObject(text));
        try {
            return new Incident(
                    IncidentKind.ofWord(members.string("kind")),
                    members.stringOrEmpty("key"),
                    members.stringOrEmpty("tenant"),
                    members.string("cause"),
                    instantMs(members, "start"),
                    members.stringOrEmpty("end").isEmpty() ? Incident.OPEN : instantMs(members, "end"),
                    instantMs(members, "at"),
                    count(members, "affected"),
                    count(members, "active"),
                    count(members, "most_affected"),
                    count(members, "elsewhere_affected"),
                    count(members, "elsewhere_active"),
                    evidence(members.object("evidence")),
                    members.stringOrEmpty("part_of"),
                    members.stringOrEmpty("text"));
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new JsonException(String.valueOf(e.getMessage()));
        }
    }

    private static void write(JsonWriter json, IncidentEvidence evidence) {
        json.name("evidence").beginObject();
        putKnown(json, "chance", evidence.chance());
        putRounded(json, "rtt_ms", evidence.rttMs(), 3);
        putRounded(json, "usual_rtt_ms", evidence.usualRttMs(), 3);
        putRounded(json, "loss_share", evidence.lossShare(), 6);
        putRounded(json, "gap_ms", evidence.gapMs(), 3);
        putRounded(json, "usual_gap_ms", evidence.usualGapMs(), 3);
        putRounded(json, "first_ms", evidence.firstMs(), 3);
        putRounded(json, "usual_first_ms", evidence.usualFirstMs(), 3);
        json.endObject();
    }

    private static void putKnown(JsonWriter json, String name, double value) {
        if (!Double.isNaN(value)) {
            json.field(name, value);
        }
    }

    private static void putRounded(JsonWriter json, String name, double value, int decimals) {
        if (!Double.isNaN(value)) {
            json.field(name, value, decimals);
        }
    }

    private static IncidentEvidence evidence(JsonMembers members) throws JsonException {
        return new IncidentEvidence(
                members.number("chance"),
                members.number("rtt_ms"),
                members.number("usual_rtt_ms"),
                members.number("loss_share"),
                members.number("gap_ms"),
                members.number("usual_gap_ms"),
                members.number("first_ms"),
                members.number("usual_first_ms"));
    }

    private static long instantMs(JsonMembers members, String name) throws JsonException {
        return Math.floorDiv(members.instantUs(name), 1_000L);
    }

    private static int count(JsonMembers members, String name) throws JsonException {
        return Math.toIntExact(members.whole(name));
    }
}

package dev.tokenflow.core.incident;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.protocol.incident.Incident;
import dev.tokenflow.protocol.incident.IncidentKind;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Says an incident in one sentence for people. */
final class IncidentText {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter DATE_AND_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    /** From this share of its clients on a group is called everyone. */
    private static final double EVERYONE = 0.9;

    private IncidentText() {}

    static String of(OpenIncident incident, long endMs, long atMs, Extent extent) {
        boolean isOver = endMs != Incident.OPEN;
        boolean isEngine = incident.kind == IncidentKind.ENGINE;
        int told = isOver ? incident.mostAffected : extent.affected();
        boolean isEveryone = isOver ? incident.openShare >= EVERYONE : extent.affected() >= EVERYONE * extent.active();
        boolean isOne = isEngine || incident.kind == IncidentKind.CLIENT || isEveryone;
        StringBuilder text = new StringBuilder(160)
                .append(subject(incident, isEveryone))
                .append(' ')
                .append(isEngine ? isOver ? "was slow" : "is slow" : predicate(extent.cause(), isOne, isOver))
                .append(isOver ? " from " : " since ")
                .append(time(incident.startMs, atMs));
        if (isOver) {
            text.append(" to ").append(time(endMs, atMs));
        }
        text.append(" UTC");
        if (incident.kind != IncidentKind.CLIENT) {
            String things = isEngine ? " streams)" : " clients)";
            text.append(isOver ? " (at most " : " (").append(told);
            text.append(isOver ? "" : " of " + extent.active()).append(things);
        }
        if (!isOver) {
            text.append(elsewhere(incident, extent));
        }
        return text.append('.').toString();
    }

    private static String subject(OpenIncident incident, boolean isEveryone) {
        String who = isEveryone ? "Everyone" : "Most clients";
        return switch (incident.kind) {
            case EVERYBODY -> isEveryone ? who : "Most of all clients";
            case SITE -> who + (isEveryone ? " served by " : " that are served by ") + incident.key;
            case PREFIX -> who + " behind " + incident.key;
            case ENGINE -> "The engine " + incident.key;
            default -> incident.key + " alone";
        };
    }

    private static String predicate(Diagnosis cause, boolean isOne, boolean isOver) {
        String is = isOver ? isOne ? "was " : "were " : isOne ? "is " : "are ";
        String loses = isOver ? "lost packets" : isOne ? "loses packets" : "lose packets";
        return switch (cause) {
            case CONGESTION -> is + "congested";
            case LOSS -> loses;
            case CONGESTION_AND_LOSS -> is + "congested and " + loses;
            case OUTAGE -> is + "cut off";
            case SLOW_READER -> isOver ? "read slowly" : isOne ? "reads slowly" : "read slowly";
            case SLOW_SENDER -> (isOver ? "got" : isOne ? "gets" : "get") + " tokens late";
            case NORMAL, UNKNOWN -> is + "in trouble";
        };
    }

    private static String elsewhere(OpenIncident incident, Extent extent) {
        int active = extent.elsewhereActive();
        int affected = extent.elsewhereAffected();
        if (active == 0) {
            return "";
        }
        if (incident.kind == IncidentKind.ENGINE) {
            return affected == 0
                    ? ", other engines are as usual"
                    : ", of other engines " + affected + " of " + active + " streams are slow";
        }
        return affected == 0
                ? ", elsewhere all is normal"
                : ", elsewhere " + affected + " of " + active + (active == 1 ? " client is" : " clients are")
                        + " in trouble";
    }

    /** Hours and minutes, with the date if that is another one. */
    private static String time(long ms, long atMs) {
        ZonedDateTime time = Instant.ofEpochMilli(ms).atZone(ZoneOffset.UTC);
        boolean isToday = time.toLocalDate()
                .equals(Instant.ofEpochMilli(atMs).atZone(ZoneOffset.UTC).toLocalDate());
        return (isToday ? TIME : DATE_AND_TIME).format(time);
    }
}

package dev.tokenflow.hints.incident;

import dev.tokenflow.protocol.incident.Incident;
import dev.tokenflow.protocol.incident.IncidentEvidence;
import dev.tokenflow.protocol.incident.IncidentKind;

/** Incidents as the job tells them. */
public final class Incidents {
    private Incidents() {}

    /** One that is not over. */
    public static Incident open(IncidentKind kind, String key, int affected, long startMs, String text) {
        return of(kind, key, "", affected, startMs, Incident.OPEN, startMs + 2_000, text);
    }

    /** The same when it is over. */
    public static Incident over(Incident open, long endMs) {
        return of(open.kind(), open.key(), open.tenant(), 0, open.startMs(), endMs, endMs + 3_000, open.text());
    }

    static Incident of(
            IncidentKind kind,
            String key,
            String tenant,
            int affected,
            long startMs,
            long endMs,
            long atMs,
            String text) {
        return new Incident(
                kind,
                key,
                tenant,
                "congestion",
                startMs,
                endMs,
                atMs,
                affected,
                affected + 3,
                affected,
                0,
                260,
                IncidentEvidence.ofPaths(2.5e-40, 182.25, 40.5, 0.004),
                "",
                text);
    }
}

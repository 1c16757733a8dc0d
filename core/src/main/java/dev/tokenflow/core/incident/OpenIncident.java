package dev.tokenflow.core.incident;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.protocol.incident.Incident;
import dev.tokenflow.protocol.incident.IncidentKind;
import org.jspecify.annotations.Nullable;

/** An incident that is not over, and what was told of it. */
final class OpenIncident {
    final IncidentKind kind;
    final String key;
    final Side side;
    final long startMs;

    /** Share of the active that were in trouble when it was opened; 1 of one client alone. */
    final double openShare;

    /** What it covers; null for one client alone. */
    final @Nullable Group group;

    /** The client; null for a group. */
    final @Nullable PathName clientName;

    /** The same as it was last heard of; null after a restart until it is heard of again. */
    @Nullable
    Client client;

    double chance;
    int mostAffected;
    long quietSinceMs = Group.NEVER;

    @Nullable
    Incident told;

    private OpenIncident(
            IncidentKind kind,
            String key,
            Side side,
            long startMs,
            double openShare,
            double chance,
            @Nullable Group group,
            @Nullable PathName clientName) {
        this.kind = kind;
        this.key = key;
        this.side = side;
        this.startMs = startMs;
        this.openShare = openShare;
        this.chance = chance;
        this.group = group;
        this.clientName = clientName;
    }

    static OpenIncident of(Group group, Side side, long startMs, double openShare, double chance) {
        return new OpenIncident(group.kind, group.key, side, startMs, openShare, chance, group, null);
    }

    static OpenIncident of(PathName client, Side side, long startMs) {
        return new OpenIncident(IncidentKind.CLIENT, client.key(), side, startMs, 1, Double.NaN, null, client);
    }

    String id(String tenant) {
        return Incident.id(kind, key, tenant, startMs);
    }

    /** The word last told. */
    Diagnosis cause() {
        return told == null ? Diagnosis.UNKNOWN : Diagnosis.ofWord(told.cause());
    }

    /** Whether the trouble is still there, as seen now. */
    boolean isLasting(double closeShare) {
        Group covered = group;
        if (covered == null) {
            return client != null && client.isTroubled(side);
        }
        return covered.tally.troubled(side) > 0 && covered.tally.share(side) >= closeShare * openShare;
    }
}

package dev.tokenflow.core.incident;

import dev.tokenflow.core.path.PathName;
import dev.tokenflow.protocol.incident.IncidentKind;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Clients, or the streams of an engine, that an incident may cover. */
final class Group {
    static final long NEVER = Long.MAX_VALUE;

    private static final int SIDES = Side.values().length;

    final IncidentKind kind;
    final String key;
    final @Nullable PathName prefix;
    final Tally tally = new Tally();

    /** Of a site: its clients by prefix. */
    final Map<PathName, Tally> parts = new HashMap<>();

    private final int[] lasting = new int[SIDES];
    private long lastingAtMs = Long.MIN_VALUE;
    private final long[] troubledSinceMs = new long[SIDES];
    private final long[] endedMs = new long[SIDES];
    private final @Nullable OpenIncident[] open = new @Nullable OpenIncident[SIDES];

    private Group(IncidentKind kind, String key, @Nullable PathName prefix) {
        this.kind = kind;
        this.key = key;
        this.prefix = prefix;
        java.util.Arrays.fill(troubledSinceMs, NEVER);
        java.util.Arrays.fill(endedMs, Long.MIN_VALUE);
    }

    static Group of(IncidentKind kind, String key) {
        return new Group(kind, key, null);
    }

    static Group ofPrefix(PathName prefix) {
        return new Group(IncidentKind.PREFIX, prefix.key(), prefix);
    }

    boolean covers(Client client) {
        return switch (kind) {
            case EVERYBODY -> true;
            case SITE -> client.isAt(key);
            case PREFIX -> client.prefix.equals(prefix);
            default -> false;
        };
    }

    /** Whether nobody is in it and nothing is known of it. */
    boolean isEmpty() {
        for (OpenIncident incident : open) {
            if (incident != null) {
                return false;
            }
        }
        return tally.active() == 0;
    }

    /** Counts a client whose trouble lasts, as seen at {@code nowMs}. */
    void addLasting(Side side, long nowMs) {
        if (lastingAtMs != nowMs) {
            lastingAtMs = nowMs;
            java.util.Arrays.fill(lasting, 0);
        }
        lasting[side.ordinal()]++;
    }

    /** How many were counted at {@code nowMs}. */
    int lasting(Side side, long nowMs) {
        return lastingAtMs == nowMs ? lasting[side.ordinal()] : 0;
    }

    @Nullable
    OpenIncident open(Side side) {
        return open[side.ordinal()];
    }

    void open(Side side, @Nullable OpenIncident incident) {
        open[side.ordinal()] = incident;
        troubledSinceMs[side.ordinal()] = NEVER;
    }

    /** Since when it has been in trouble that nothing else explains; {@link #NEVER} when it is not. */
    long troubledSinceMs(Side side) {
        return troubledSinceMs[side.ordinal()];
    }

    void troubledSinceMs(Side side, long ms) {
        troubledSinceMs[side.ordinal()] = ms;
    }

    /** When its last incident was over. */
    long endedMs(Side side) {
        return endedMs[side.ordinal()];
    }

    void endedMs(Side side, long ms) {
        endedMs[side.ordinal()] = ms;
    }
}

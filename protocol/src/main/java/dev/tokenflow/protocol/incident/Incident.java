package dev.tokenflow.protocol.incident;

import dev.tokenflow.protocol.hint.Tenant;

/**
 * Troubles that belong together, as they were at one instant. Of two records with one {@link #id} the later
 * {@link #atMs} wins.
 *
 * @param kind what it covers
 * @param key which of that kind: a site, a prefix, an engine, an address; empty for everybody
 * @param tenant whose clients these are, see {@link Tenant}
 * @param cause the word of the diagnosis that most of those in trouble have
 * @param startMs when it began, event time, ms since 1970
 * @param endMs when it was over; {@value #OPEN} while it is not
 * @param atMs when this was so
 * @param affected clients (of an engine: streams) that it covers and that are in trouble
 * @param active clients or streams that it covers and that are active
 * @param mostAffected largest {@code affected} so far
 * @param elsewhereAffected clients or streams that it does not cover and that are in any trouble
 * @param elsewhereActive clients or streams that it does not cover and that are active
 * @param evidence numbers to check it by
 * @param partOf the {@link #id} of a wider incident that took its place; empty for none
 * @param text one sentence for people
 */
public record Incident(
        IncidentKind kind,
        String key,
        String tenant,
        String cause,
        long startMs,
        long endMs,
        long atMs,
        int affected,
        int active,
        int mostAffected,
        int elsewhereAffected,
        int elsewhereActive,
        IncidentEvidence evidence,
        String partOf,
        String text) {
    /** {@link #endMs} of an incident that is not over. */
    public static final long OPEN = -1;

    /** Time after which an open incident that was not told again is not known any more, ms. */
    public static final long FORGET_MS = 60_000;

    /** Most characters of a key. */
    public static final int MAX_KEY_LENGTH = 255;

    public Incident {
        Tenant.require(tenant);
        boolean isKeyed = kind == IncidentKind.UNKNOWN || key.isEmpty() == (kind == IncidentKind.EVERYBODY);
        if (key.length() > MAX_KEY_LENGTH || !isKeyed) {
            throw new IllegalArgumentException("key of kind " + kind.word() + " has " + key.length()
                    + " characters, expected 1 to " + MAX_KEY_LENGTH + ", and none of kind everybody");
        }
        if (endMs != OPEN && endMs < startMs) {
            throw new IllegalArgumentException("end is " + endMs + ", expected at least start, " + startMs);
        }
        require("affected", affected, active);
        require("elsewhere_affected", elsewhereAffected, elsewhereActive);
    }

    /** Names it for ever; also its key in the topic: {@code prefix@team-a/198.51.100.0/24/1732300001200}. */
    public String id() {
        return id(kind, key, tenant, startMs);
    }

    /** The {@link #id} of an incident. */
    public static String id(IncidentKind kind, String key, String tenant, long startMs) {
        return kind.word() + (tenant.isEmpty() ? "" : "@" + tenant) + "/" + (key.isEmpty() ? "" : key + "/") + startMs;
    }

    /** Whether it is not over. */
    public boolean isOpen() {
        return endMs == OPEN;
    }

    private static void require(String name, int count, int of) {
        if (count < 0 || count > of) {
            throw new IllegalArgumentException(name + " is " + count + ", expected 0 to " + of);
        }
    }
}

package dev.tokenflow.hints.store;

import java.util.Locale;

/** What became of a record of the hint topic. */
public enum RecordOutcome {
    /** It is served now. */
    STORED,
    /** A record without a value: its hint was deleted. */
    REMOVED,
    /** A hint of the same key with a later epoch or number is held. */
    SUPERSEDED,
    /** Older than its time to live when it was read. */
    EXPIRED,
    /** Not a hint, or not the one its key names. */
    MALFORMED,
    /** A hint of a scope this version does not know, or of a tenant: nobody can ask this server for those. */
    IGNORED,
    /** There was no room for one more key. */
    NO_ROOM;

    /** Label value of the metric. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

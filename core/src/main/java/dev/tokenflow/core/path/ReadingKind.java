package dev.tokenflow.core.path;

/** Why a path was read. */
public enum ReadingKind {
    /** Something new was seen. */
    UPDATE,
    /** Nothing new, but connections are open and the hint must not grow stale. */
    REFRESH,
    /** Nothing was seen for long: the path is forgotten. */
    EXPIRED
}

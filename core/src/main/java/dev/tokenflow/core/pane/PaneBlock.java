package dev.tokenflow.core.pane;

import dev.tokenflow.core.path.PathName;

/**
 * What one shard saw of all the paths of one group in one slice of time: one pane a path, packed one after another,
 * read through {@link PaneView}. Panes travel in blocks because a hop through the network costs the same for one pane
 * as for hundreds.
 *
 * @param group of the paths ({@link PathName#group})
 * @param shard who saw it: agent id and number
 * @param site agent id
 * @param tenant whose clients these are; empty = nobody's in particular
 * @param endMs exclusive end of the panes, ms since 1970
 * @param alarmMs {@link #NO_ALARM}, or the instant at which unfinished panes of one path are to be evaluated: they will
 *     come again, finished
 * @param count number of panes
 * @param panes the panes
 */
@SuppressWarnings("ArrayRecordComponent") // small and fast to serialise; never compared
public record PaneBlock(
        int group, String shard, String site, String tenant, long endMs, long alarmMs, int count, byte[] panes) {
    /** Version of the packed form. */
    public static final int VERSION = 1;

    /** Of a block of finished panes. */
    public static final long NO_ALARM = Long.MIN_VALUE;

    /** Whether it holds unfinished panes. */
    public boolean isAlarm() {
        return alarmMs != NO_ALARM;
    }
}

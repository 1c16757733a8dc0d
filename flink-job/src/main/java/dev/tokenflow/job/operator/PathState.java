package dev.tokenflow.job.operator;

import dev.tokenflow.core.feature.PathWindow;
import dev.tokenflow.core.pacing.Scope;

/**
 * What is remembered of one path.
 *
 * @param scope      what the key names
 * @param key        address, prefix or site
 * @param window     what was seen
 * @param lastPaneMs end of the newest pane
 * @param lastReadMs end of the newest window that was read
 * @param wakeMs     end of the window whose timer is set
 * @param alarmMs    end of the newest pane that raised an alarm
 */
public record PathState(
        Scope scope, String key, PathWindow window, long lastPaneMs, long lastReadMs, long wakeMs, long alarmMs) {
    /** A time that has not come. */
    static final long NEVER = Long.MIN_VALUE;

    static PathState of(Scope scope, String key) {
        return new PathState(scope, key, PathWindow.EMPTY, NEVER, NEVER, NEVER, NEVER);
    }
}

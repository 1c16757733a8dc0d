package dev.tokenflow.core.window;

import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.PathSignals;
import dev.tokenflow.core.path.ReadingKind;

/**
 * A path at one instant. What is asked for is worked out when it is asked for, so it must be asked for before the call
 * that passes the view returns.
 */
public interface PathView {
    /** Why the path is looked at. */
    ReadingKind kind();

    /** Whether the path got worse so suddenly that its newest pane is not waited for. */
    boolean isAlarm();

    /** End of the slide with which a row of it is written, ms since 1970. */
    long slideEndMs();

    /** What a law may look at. */
    PathSignals signals();

    /** All of it; costs several times as much as the signals alone. */
    PathReading reading();
}

package dev.tokenflow.core.window;

import dev.tokenflow.core.path.PathReading;

/** Takes what {@link WindowRoller} makes, and what it notices. */
public interface RollSink {
    /** A path was evaluated. */
    void reading(PathReading reading);

    /** A path without open connections was forgotten because there are too many; a reading of kind EXPIRED follows. */
    void evicted();

    /** A pane of a path that is new was left out, because there are too many paths with open connections. */
    void refused();
}

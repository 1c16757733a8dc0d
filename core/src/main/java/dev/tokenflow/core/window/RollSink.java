package dev.tokenflow.core.window;

import dev.tokenflow.core.path.PathReading;

/** What {@link WindowRoller} has to say. */
public interface RollSink {
    /** A path was read. */
    void reading(PathReading reading);

    /** A path was forgotten because there are too many; a reading of kind EXPIRED follows. */
    void evicted();
}

package dev.tokenflow.core.window;

/** Takes what {@link WindowRoller} makes, and what it notices. */
public interface RollSink {
    /** A path is to be read whole: at the end of a slide, at an alarm, in silence, or for the last time. */
    void reading(PathGroup group, PathMemory path, PathView view);

    /**
     * Something new is known of a path, between two whole readings.
     *
     * @return whether the path is to be read whole when the slide ends
     */
    default boolean step(PathGroup group, PathMemory path, PathView view) {
        return false;
    }

    /** A slide has ended, and all its readings were told. */
    default void slide(PathGroup group, long endMs) {}

    /** A path without open connections was forgotten because there are too many; a reading of kind EXPIRED follows. */
    void evicted();

    /** A pane of a path that is new was left out, because there are too many paths with open connections. */
    void refused();
}

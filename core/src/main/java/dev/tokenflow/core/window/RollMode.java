package dev.tokenflow.core.window;

/** When paths are looked at. */
public enum RollMode {
    /** A path that got panes is read whole at the end of every slide; prefixes and sites once a second. */
    EVERY_SLIDE,
    /**
     * A path takes a step as soon as a pane of it is finished, though not sooner than the pace after its last; it is
     * read whole at the end of a slide only when the step asks for that. Prefixes and sites take a step once a second.
     */
    ON_NEWS
}

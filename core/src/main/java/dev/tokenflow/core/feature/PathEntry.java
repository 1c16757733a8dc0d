package dev.tokenflow.core.feature;

/** Something kept by path in a {@link PathTable}. */
abstract class PathEntry {
    final PathName name;

    PathEntry(PathName name) {
        this.name = name;
    }
}

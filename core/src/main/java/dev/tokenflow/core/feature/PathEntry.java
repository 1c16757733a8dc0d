package dev.tokenflow.core.feature;

/** Something kept by path in a {@link PathTable}. */
abstract class PathEntry {
    final PathName name;
    final int hash;

    PathEntry(PathName name) {
        this.name = name;
        hash = name.hashCode();
    }
}

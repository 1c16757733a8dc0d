package dev.tokenflow.core.path;

/** Something kept by path in a {@link PathTable}. */
public abstract class PathEntry {
    public final PathName name;
    final int hash;

    public PathEntry(PathName name) {
        this.name = name;
        hash = name.hashCode();
    }
}

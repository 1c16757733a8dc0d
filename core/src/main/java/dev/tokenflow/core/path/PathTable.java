package dev.tokenflow.core.path;

import dev.tokenflow.protocol.hint.Scope;
import org.jspecify.annotations.Nullable;

/** Entries by path. */
public final class PathTable<T extends PathEntry> extends EntryTable<T> {
    public PathTable() {
        this(0);
    }

    PathTable(int expected) {
        super(expected);
    }

    @Nullable
    public T get(PathName name) {
        return get(name.tenant(), name.scope(), name.hi(), name.lo(), name.text());
    }

    @Nullable
    public T get(String tenant, Scope scope, long hi, long lo, String text) {
        int mask = mask();
        int hash = (int) PathName.hash(tenant, scope, hi, lo, text);
        for (int i = hash & mask; ; i = (i + 1) & mask) {
            T entry = at(i);
            if (entry == null || (entry.hash == hash && entry.name.is(tenant, scope, hi, lo, text))) {
                return entry;
            }
        }
    }

    @Override
    protected int hash(T entry) {
        return entry.hash;
    }
}

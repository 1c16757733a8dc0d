package dev.tokenflow.core.shard;

import dev.tokenflow.core.path.EntryTable;
import org.jspecify.annotations.Nullable;

/** Entries by socket cookie. */
final class CookieTable<T extends CookieEntry> extends EntryTable<T> {
    CookieTable() {
        this(0);
    }

    CookieTable(int expected) {
        super(expected);
    }

    @Nullable
    T get(long cookie) {
        int mask = mask();
        for (int i = CookieEntry.hash(cookie) & mask; ; i = (i + 1) & mask) {
            T entry = at(i);
            if (entry == null || entry.cookie == cookie) {
                return entry;
            }
        }
    }

    @Override
    protected int hash(T entry) {
        return CookieEntry.hash(entry.cookie);
    }
}

package dev.tokenflow.core.path;

import dev.tokenflow.protocol.hint.Scope;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Entries by path: open addressing, one reference an entry, and no object is made to look something up. */
public final class PathTable<T extends PathEntry> {
    private static final int SMALLEST = 8;

    private @Nullable Object[] slots;
    private int size;

    public PathTable() {
        this(0);
    }

    /** Has room for so many before it must grow. */
    PathTable(int expected) {
        slots = new Object[Math.max(SMALLEST, Integer.highestOneBit(Math.max(1, expected)) << 2)];
    }

    public int size() {
        return size;
    }

    @Nullable
    public T get(PathName name) {
        return get(name.tenant(), name.scope(), name.hi(), name.lo(), name.text());
    }

    @Nullable
    public T get(String tenant, Scope scope, long hi, long lo, String text) {
        int mask = slots.length - 1;
        int hash = (int) PathName.hash(tenant, scope, hi, lo, text);
        for (int i = hash & mask; ; i = (i + 1) & mask) {
            T entry = at(i);
            if (entry == null || (entry.hash == hash && entry.name.is(tenant, scope, hi, lo, text))) {
                return entry;
            }
        }
    }

    /** Adds an entry whose path is not there yet. */
    public void put(T entry) {
        if (2 * (size + 1) > slots.length) {
            resize(2 * slots.length);
        }
        insert(entry);
        size++;
    }

    /** Removes an entry that is there. */
    public void remove(T entry) {
        int mask = slots.length - 1;
        int hole = entry.hash & mask;
        while (slots[hole] != entry) {
            hole = (hole + 1) & mask;
        }
        for (int i = (hole + 1) & mask; slots[i] != null; i = (i + 1) & mask) {
            T moved = at(i);
            if (moved != null && ((i - moved.hash) & mask) >= ((i - hole) & mask)) {
                slots[hole] = moved;
                hole = i;
            }
        }
        slots[hole] = null;
        size--;
        if (slots.length > SMALLEST && 8 * size < slots.length) {
            resize(slots.length / 2);
        }
    }

    void clear() {
        slots = new Object[SMALLEST];
        size = 0;
    }

    /** Visits all entries; the table must not be changed meanwhile. */
    public void forEach(Consumer<? super T> visitor) {
        for (int i = 0; i < slots.length; i++) {
            T entry = at(i);
            if (entry != null) {
                visitor.accept(entry);
            }
        }
    }

    private void insert(T entry) {
        int mask = slots.length - 1;
        int i = entry.hash & mask;
        while (slots[i] != null) {
            i = (i + 1) & mask;
        }
        slots[i] = entry;
    }

    private void resize(int capacity) {
        @Nullable Object[] old = Arrays.copyOf(slots, slots.length);
        slots = new Object[capacity];
        for (Object entry : old) {
            if (entry != null) {
                insert(cast(entry));
            }
        }
    }

    private @Nullable T at(int i) {
        Object entry = slots[i];
        return entry == null ? null : cast(entry);
    }

    @SuppressWarnings("unchecked") // only put fills the slots
    private T cast(Object entry) {
        return (T) entry;
    }
}

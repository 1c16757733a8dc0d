package dev.tokenflow.core.path;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hash table by open addressing: one reference an entry, and no object is made to look something up. Its subclasses
 * say how entries are found.
 */
public abstract class EntryTable<T> {
    private static final int SMALLEST = 8;

    private @Nullable Object[] slots;
    private int size;

    /** Has room for so many before it must grow. */
    protected EntryTable(int expected) {
        slots = new Object[Math.max(SMALLEST, Integer.highestOneBit(Math.max(1, expected)) << 2)];
    }

    public final int size() {
        return size;
    }

    /** Adds an entry that is not there yet. */
    public final void put(T entry) {
        if (2 * (size + 1) > slots.length) {
            resize(2 * slots.length);
        }
        insert(entry);
        size++;
    }

    /** Removes an entry that is there. */
    public final void remove(T entry) {
        int mask = slots.length - 1;
        int hole = hash(entry) & mask;
        while (slots[hole] != entry) {
            hole = (hole + 1) & mask;
        }
        for (int i = (hole + 1) & mask; slots[i] != null; i = (i + 1) & mask) {
            T moved = at(i);
            if (moved != null && ((i - hash(moved)) & mask) >= ((i - hole) & mask)) {
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

    public final void clear() {
        slots = new Object[SMALLEST];
        size = 0;
    }

    /** Visits all entries; the table must not be changed meanwhile. */
    public final void forEach(Consumer<? super T> visitor) {
        for (int i = 0; i < slots.length; i++) {
            T entry = at(i);
            if (entry != null) {
                visitor.accept(entry);
            }
        }
    }

    private void insert(T entry) {
        int mask = slots.length - 1;
        int i = hash(entry) & mask;
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

    /** Of an entry; the same as long as it is in the table. */
    protected abstract int hash(T entry);

    /** What to keep of a hash to know where to begin looking; one more than that, and so on around, comes next. */
    protected final int mask() {
        return slots.length - 1;
    }

    /** The entry at a place; null where to look no further. */
    protected final @Nullable T at(int i) {
        Object entry = slots[i];
        return entry == null ? null : cast(entry);
    }

    @SuppressWarnings("unchecked") // only put fills the slots
    private T cast(Object entry) {
        return (T) entry;
    }
}

package dev.tokenflow.job.state;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Serializer of a state object with a saved form of its own: a length, then its bytes, which name their own version. So
 * savepoints hold the name of the serializer, never that of the object's class. Between checkpoints the heap keeps the
 * object itself and nothing is serialized.
 */
public abstract class StateSerializer<T> extends TypeSerializer<T> {
    private static final long serialVersionUID = 1L;

    /** The bytes of a state; they begin with their version. */
    protected abstract byte[] encode(T state);

    /** @throws IllegalArgumentException when a newer version wrote the bytes */
    protected abstract T decode(byte[] bytes);

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public final TypeSerializer<T> duplicate() {
        return this; // it has no state of its own
    }

    /** Taken of everything that is changed while a checkpoint is being written, in the middle of the job's work. */
    @Override
    public T copy(T from) {
        return decode(encode(from));
    }

    @Override
    public final T copy(T from, T reuse) {
        return copy(from);
    }

    @Override
    public final int getLength() {
        return -1;
    }

    @Override
    public final void serialize(T state, DataOutputView target) throws IOException {
        byte[] bytes = encode(state);
        target.writeInt(bytes.length);
        target.write(bytes);
    }

    @Override
    public final T deserialize(DataInputView source) throws IOException {
        byte[] bytes = new byte[source.readInt()];
        source.readFully(bytes);
        return decode(bytes);
    }

    @Override
    public final T deserialize(T reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public final void copy(DataInputView source, DataOutputView target) throws IOException {
        byte[] bytes = new byte[source.readInt()];
        source.readFully(bytes); // not target.write(source, length): Flink's buffer does not grow for that
        target.writeInt(bytes.length);
        target.write(bytes);
    }

    @Override
    public final boolean equals(Object other) {
        return other != null && other.getClass() == getClass();
    }

    @Override
    public final int hashCode() {
        return getClass().hashCode();
    }
}

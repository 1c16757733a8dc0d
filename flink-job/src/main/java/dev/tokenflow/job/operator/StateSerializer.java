package dev.tokenflow.job.operator;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Serializer of a mutable state object that core knows how to save: a length, then its bytes, which name their own
 * version. Between checkpoints the heap keeps the object itself and nothing is serialized.
 */
abstract class StateSerializer<T> extends TypeSerializer<T> {
    private static final long serialVersionUID = 1L;

    abstract byte[] encode(T state);

    abstract T decode(byte[] bytes);

    @Override
    public final boolean isImmutableType() {
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
        int length = source.readInt();
        target.writeInt(length);
        target.write(source, length);
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

package dev.tokenflow.job.state;

import dev.tokenflow.job.record.ScoredReading;
import dev.tokenflow.job.type.ScoredReadingSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Saves a reading that waits for its votes: a version, then the bytes of {@link ScoredReadingSerializer}. Whoever
 * changes those raises the version here and reads both.
 */
public final class WaitingReadingSerializer extends ValueSerializer<ScoredReading> {
    private static final long serialVersionUID = 1L;
    private static final int VERSION = 1;

    private final ScoredReadingSerializer edge = new ScoredReadingSerializer();

    @Override
    protected byte[] encode(ScoredReading value) {
        DataOutputSerializer out = new DataOutputSerializer(512);
        try {
            out.writeByte(VERSION);
            edge.serialize(value, out);
        } catch (IOException e) {
            throw new UncheckedIOException("a reading cannot be written", e); // bytes in memory
        }
        return out.getCopyOfBuffer();
    }

    @Override
    protected ScoredReading decode(byte[] bytes) {
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        try {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IllegalArgumentException(
                        "the saved reading has version " + version + ", this program reads " + VERSION);
            }
            return edge.deserialize(in);
        } catch (IOException e) {
            throw new UncheckedIOException("a saved reading is cut short", e);
        }
    }

    @Override
    public TypeSerializerSnapshot<ScoredReading> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Of every version: the bytes say which one they are. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ScoredReading> {
        public Snapshot() {
            super(WaitingReadingSerializer::new);
        }
    }
}

package dev.tokenflow.job.operator;

import dev.tokenflow.core.feature.PathReading;
import dev.tokenflow.job.record.Score;
import dev.tokenflow.job.record.ScoredReading;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A reading and its score. */
public final class ScoredReadingSerializer extends EdgeSerializer<ScoredReading> {
    private static final long serialVersionUID = 1L;

    private final ReadingSerializer readings = new ReadingSerializer();

    @Override
    public ScoredReading createInstance() {
        throw new UnsupportedOperationException("readings are never reused");
    }

    @Override
    public void serialize(ScoredReading scored, DataOutputView out) throws IOException {
        readings.serialize(scored.reading(), out);
        out.writeDouble(scored.score().anomalyScore());
        out.writeDouble(scored.score().predictedRttMs());
        out.writeUTF(scored.score().model());
    }

    @Override
    public ScoredReading deserialize(DataInputView in) throws IOException {
        PathReading reading = readings.deserialize(in);
        return new ScoredReading(reading, new Score(in.readDouble(), in.readDouble(), in.readUTF()));
    }

    @Override
    public TypeSerializerSnapshot<ScoredReading> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Of edges, which are never restored. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ScoredReading> {
        public Snapshot() {
            super(ScoredReadingSerializer::new);
        }
    }
}

package dev.tokenflow.job.type;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.model.path.PathScore;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.job.record.ScoredReading;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A reading and its score. */
public final class ScoredReadingSerializer extends EdgeSerializer<ScoredReading> {
    private static final long serialVersionUID = 1L;

    private static final Diagnosis[] DIAGNOSES = Diagnosis.values();

    private final ReadingSerializer readings = new ReadingSerializer();

    @Override
    public ScoredReading createInstance() {
        throw new IllegalStateException("readings are never reused");
    }

    @Override
    public void serialize(ScoredReading scored, DataOutputView out) throws IOException {
        readings.serialize(scored.reading(), out);
        PathScore score = scored.score();
        out.writeDouble(score.anomalyScore());
        out.writeByte(score.diagnosis().ordinal());
        out.writeUTF(score.reason());
        out.writeDouble(score.predictedRttMs());
        out.writeDouble(score.upperRttMs());
        out.writeDouble(score.predicted5sMs());
        out.writeDouble(score.upper5sMs());
        out.writeBoolean(score.trusted());
        out.writeUTF(score.model());
    }

    @Override
    public ScoredReading deserialize(DataInputView in) throws IOException {
        PathReading reading = readings.deserialize(in);
        return new ScoredReading(
                reading,
                new PathScore(
                        in.readDouble(),
                        DIAGNOSES[in.readByte()],
                        in.readUTF(),
                        in.readDouble(),
                        in.readDouble(),
                        in.readDouble(),
                        in.readDouble(),
                        in.readBoolean(),
                        in.readUTF()));
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

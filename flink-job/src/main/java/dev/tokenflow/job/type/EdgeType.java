package dev.tokenflow.job.type;

import dev.tokenflow.core.incident.ClientWord;
import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.job.record.ScoredReading;
import java.io.Serial;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Types of edges that have a serializer of their own. */
public final class EdgeType<T> extends TypeInformation<T> {
    /** Between panes and windows. */
    public static final TypeInformation<PaneBlock> BLOCK = new EdgeType<>(PaneBlock.class, new PaneBlockSerializer());

    /** Between windows and scores: every reading of every path. */
    public static final TypeInformation<PathReading> READING =
            new EdgeType<>(PathReading.class, new ReadingSerializer());

    /** Between scores and neighbourhoods. */
    public static final TypeInformation<ScoredReading> SCORED =
            new EdgeType<>(ScoredReading.class, new ScoredReadingSerializer());

    /** Between paths and where incidents are found. */
    public static final TypeInformation<ClientWord> WORD = new EdgeType<>(ClientWord.class, new ClientWordSerializer());

    @Serial
    private static final long serialVersionUID = 1L;

    private final Class<T> type;
    private final EdgeSerializer<T> serializer;

    private EdgeType(Class<T> type, EdgeSerializer<T> serializer) {
        this.type = type;
        this.serializer = serializer;
    }

    @Override
    public TypeSerializer<T> createSerializer(SerializerConfig config) {
        return serializer;
    }

    @Override
    public Class<T> getTypeClass() {
        return type;
    }

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof EdgeType;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EdgeType<?> edge && edge.type == type;
    }

    @Override
    public int hashCode() {
        return type.hashCode();
    }

    @Override
    public String toString() {
        return "EdgeType of " + type.getSimpleName();
    }
}

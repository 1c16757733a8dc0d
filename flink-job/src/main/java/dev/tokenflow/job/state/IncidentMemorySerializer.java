package dev.tokenflow.job.state;

import dev.tokenflow.core.incident.IncidentMemory;
import dev.tokenflow.core.incident.IncidentMemoryCodec;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Saves what is kept of a tenant's incidents in the form of {@link IncidentMemoryCodec}. */
public final class IncidentMemorySerializer extends ValueSerializer<IncidentMemory> {
    private static final long serialVersionUID = 1L;

    @Override
    protected byte[] encode(IncidentMemory value) {
        return IncidentMemoryCodec.encode(value);
    }

    @Override
    protected IncidentMemory decode(byte[] bytes) {
        return IncidentMemoryCodec.decode(bytes);
    }

    @Override
    public TypeSerializerSnapshot<IncidentMemory> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Of every version: the bytes say which one they are. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<IncidentMemory> {
        public Snapshot() {
            super(IncidentMemorySerializer::new);
        }
    }
}

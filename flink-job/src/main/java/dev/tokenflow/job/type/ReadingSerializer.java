package dev.tokenflow.job.type;

import dev.tokenflow.core.path.PathCauses;
import dev.tokenflow.core.path.PathFacts;
import dev.tokenflow.core.path.PathFeatures;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.PathSignals;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.protocol.hint.Scope;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A reading on its way from the windows: its fields in the order of the records. */
public final class ReadingSerializer extends EdgeSerializer<PathReading> {
    private static final long serialVersionUID = 1L;
    private static final ReadingKind[] KINDS = ReadingKind.values();
    private static final Scope[] SCOPES = Scope.values();

    @Override
    public PathReading createInstance() {
        throw new IllegalStateException("readings are never reused");
    }

    @Override
    public void serialize(PathReading reading, DataOutputView out) throws IOException {
        out.writeInt(reading.group());
        out.writeByte(reading.kind().ordinal());
        write(reading.features(), out);
        write(reading.signals(), out);
        out.writeInt(reading.sites().length);
        for (String site : reading.sites()) {
            out.writeUTF(site);
        }
    }

    @Override
    public PathReading deserialize(DataInputView in) throws IOException {
        int group = in.readInt();
        ReadingKind kind = KINDS[in.readByte()];
        PathFeatures features = readFeatures(in);
        PathSignals signals = readSignals(in);
        String[] sites = new String[in.readInt()];
        for (int i = 0; i < sites.length; i++) {
            sites[i] = in.readUTF();
        }
        return new PathReading(group, kind, features, signals, sites);
    }

    private static void write(PathFeatures f, DataOutputView out) throws IOException {
        out.writeUTF(f.name().tenant());
        out.writeByte(f.name().scope().ordinal());
        out.writeLong(f.name().hi());
        out.writeLong(f.name().lo());
        out.writeUTF(f.name().text());
        out.writeLong(f.windowEndMs());
        out.writeLong(f.count());
        out.writeDouble(f.minRttMs());
        out.writeDouble(f.maxRttMs());
        out.writeDouble(f.meanRttMs());
        out.writeDouble(f.p50RttMs());
        out.writeDouble(f.p95RttMs());
        out.writeDouble(f.rttVariationMs());
        out.writeLong(f.segments());
        out.writeLong(f.retransmits());
        out.writeLong(f.dsacks());
        out.writeDouble(f.retransmitRate());
        out.writeDouble(f.goodput());
        out.writeInt(f.activeStreams());
        out.writeInt(f.openConnections());
        out.writeLong(f.unsentBytes());
        out.writeDouble(f.appLimitedShare());
        out.writeDouble(f.longMeanRttMs());
        out.writeDouble(f.longP50RttMs());
        out.writeDouble(f.longP95RttMs());
        out.writeDouble(f.baselineRttMs());
        out.writeDouble(f.oldestEventMs());
        out.writeBoolean(f.alarm());
        write(f.facts(), out);
    }

    private static void write(PathFacts facts, DataOutputView out) throws IOException {
        out.writeDouble(facts.timeouts());
        out.writeDouble(facts.fastRetransmits());
        out.writeDouble(facts.reorderings());
        out.writeDouble(facts.receiverLimitedShare());
        out.writeDouble(facts.sendBufferLimitedShare());
        out.writeDouble(facts.markedShare());
        out.writeDouble(facts.handshakeRttMs());
    }

    private static PathFacts readFacts(DataInputView in) throws IOException {
        return new PathFacts(
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble());
    }

    private static PathFeatures readFeatures(DataInputView in) throws IOException {
        return new PathFeatures(
                new PathName(in.readUTF(), SCOPES[in.readByte()], in.readLong(), in.readLong(), in.readUTF()),
                in.readLong(),
                in.readLong(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readDouble(),
                in.readDouble(),
                in.readInt(),
                in.readInt(),
                in.readLong(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readBoolean(),
                readFacts(in));
    }

    private static void write(PathSignals s, DataOutputView out) throws IOException {
        out.writeLong(s.nowMs());
        out.writeInt(s.samples());
        out.writeLong(s.sampleAgeMs());
        out.writeDouble(s.rttP50Ms());
        out.writeDouble(s.newestRttMs());
        out.writeDouble(s.baselineRttMs());
        out.writeDouble(s.deliveryRate());
        out.writeDouble(s.newestDeliveryRate());
        out.writeLong(s.segments());
        out.writeLong(s.retransmits());
        out.writeLong(s.dsacks());
        out.writeInt(s.activeStreams());
        out.writeLong(s.unsentBytes());
        out.writeDouble(s.appLimitedShare());
        out.writeLong(s.inFlight());
        out.writeInt(s.openConnections());
        out.writeLong(s.causes().timeoutAgeMs());
        out.writeLong(s.causes().recentRetransmits());
        out.writeDouble(s.causes().receiverLimitedShare());
        out.writeLong(s.causes().fastRetransmits());
        out.writeLong(s.causes().reorderings());
    }

    private static PathSignals readSignals(DataInputView in) throws IOException {
        return new PathSignals(
                in.readLong(),
                in.readInt(),
                in.readLong(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readInt(),
                in.readLong(),
                in.readDouble(),
                in.readLong(),
                in.readInt(),
                new PathCauses(in.readLong(), in.readLong(), in.readDouble(), in.readLong(), in.readLong()));
    }

    @Override
    public TypeSerializerSnapshot<PathReading> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Of edges, whose bytes are never restored as such. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<PathReading> {
        public Snapshot() {
            super(ReadingSerializer::new);
        }
    }
}

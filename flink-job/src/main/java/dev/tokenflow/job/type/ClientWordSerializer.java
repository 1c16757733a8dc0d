package dev.tokenflow.job.type;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.incident.ClientWord;
import dev.tokenflow.core.path.PathName;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A word about a client on its way to where incidents are found. */
public final class ClientWordSerializer extends EdgeSerializer<ClientWord> {
    private static final long serialVersionUID = 1L;

    private static final Diagnosis[] WORDS = Diagnosis.values();

    @Override
    public ClientWord createInstance() {
        throw new IllegalStateException("words are never reused");
    }

    @Override
    public void serialize(ClientWord word, DataOutputView out) throws IOException {
        out.writeUTF(word.name().tenant());
        out.writeLong(word.name().hi());
        out.writeLong(word.name().lo());
        out.writeByte(word.sites().length);
        for (String site : word.sites()) {
            out.writeUTF(site);
        }
        out.writeByte(word.word().ordinal());
        out.writeDouble(word.rttMs());
        out.writeDouble(word.usualRttMs());
        out.writeDouble(word.lossShare());
        out.writeLong(word.atMs());
    }

    @Override
    public ClientWord deserialize(DataInputView in) throws IOException {
        PathName name = PathName.client(in.readUTF(), in.readLong(), in.readLong());
        String[] sites = new String[in.readUnsignedByte()];
        for (int i = 0; i < sites.length; i++) {
            sites[i] = in.readUTF();
        }
        return new ClientWord(
                name, sites, WORDS[in.readByte()], in.readDouble(), in.readDouble(), in.readDouble(), in.readLong());
    }

    @Override
    public TypeSerializerSnapshot<ClientWord> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Of edges, which are never restored. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ClientWord> {
        public Snapshot() {
            super(ClientWordSerializer::new);
        }
    }
}

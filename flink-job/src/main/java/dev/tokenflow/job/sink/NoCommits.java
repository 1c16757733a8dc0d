package dev.tokenflow.job.sink;

import java.io.IOException;
import java.io.Serializable;
import java.util.Collection;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The committer of a sink that commits nothing. Flink's Kafka sink has one, with an empty state in every savepoint; a
 * job without the operator would refuse those savepoints.
 */
final class NoCommits implements Committer<Void>, SimpleVersionedSerializer<Void>, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public void commit(Collection<CommitRequest<Void>> committables) {}

    @Override
    public int getVersion() {
        return 1;
    }

    @Override
    public byte[] serialize(Void nothing) {
        return new byte[0];
    }

    @Override
    public Void deserialize(int version, byte[] serialized) throws IOException {
        throw new IOException("a savepoint has a transaction of a sink that never had any");
    }

    @Override
    public void close() {}
}

package dev.tokenflow.core.replay;

import dev.tokenflow.protocol.event.Batch;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.BatchHeader;
import dev.tokenflow.protocol.event.MalformedBatchException;
import dev.tokenflow.protocol.event.TcpEventLayout;
import dev.tokenflow.protocol.hint.Tenant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A batch as an agent sends it.
 *
 * @param closedNs ns since 1970
 * @param monoToWallNs of the agent's host
 */
public record Sent(
        String agent,
        int shard,
        int shards,
        long epoch,
        long sequence,
        long closedNs,
        long monoToWallNs,
        List<Seen> events) {

    public String shardName() {
        return agent + "/" + shard;
    }

    public Sent with(List<Seen> others) {
        return new Sent(agent, shard, shards, epoch, sequence, closedNs, monoToWallNs, List.copyOf(others));
    }

    public Sent sorted() {
        List<Seen> inOrder = new ArrayList<>(events);
        inOrder.sort(Comparator.comparingLong(Seen::wallNs));
        return with(inOrder);
    }

    /** Through the bytes of a record. */
    public Batch batch() {
        return batch(Tenant.NONE);
    }

    /** The same, from an agent of a tenant. */
    Batch batch(String tenant) {
        byte[] structs = new byte[events.size() * TcpEventLayout.SIZE];
        for (int i = 0; i < events.size(); i++) {
            System.arraycopy(
                    events.get(i).struct(monoToWallNs), 0, structs, i * TcpEventLayout.SIZE, TcpEventLayout.SIZE);
        }
        BatchHeader header = new BatchHeader(
                agent, shard, shards, epoch, sequence, closedNs - monoToWallNs, monoToWallNs, 0, tenant, 0);
        try {
            return BatchCodec.decode(BatchCodec.encode(header, structs, events.size()));
        } catch (MalformedBatchException e) {
            throw new IllegalStateException(e);
        }
    }
}

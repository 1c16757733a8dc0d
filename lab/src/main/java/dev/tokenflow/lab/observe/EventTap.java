package dev.tokenflow.lab.observe;

import dev.tokenflow.protocol.event.Batch;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.event.MalformedBatchException;
import dev.tokenflow.protocol.event.TcpEventView;
import dev.tokenflow.protocol.topic.Topics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads the topic of events beside the job, so that the round trips and retransmits of the report come from the kernel
 * and not from the job that is examined. Batches that cannot be read are left out.
 */
public final class EventTap implements AutoCloseable {
    private final Map<IpAddress, PathLog> paths = new ConcurrentHashMap<>();
    private final TcpEventView view = new TcpEventView();
    private final TopicTap<byte[]> tap;

    /** Begins to read. */
    public EventTap(String bootstrapServers) {
        tap = new TopicTap<>(
                bootstrapServers,
                Topics.EVENTS,
                new StringDeserializer(),
                new ByteArrayDeserializer(),
                message -> read(message.value()));
    }

    /** What was seen of a client; empty at first. */
    public PathLog path(IpAddress client) {
        return paths.computeIfAbsent(client, any -> new PathLog());
    }

    @Override
    public void close() {
        tap.close();
    }

    private void read(byte[] value) {
        try {
            Batch batch = BatchCodec.decode(value);
            for (int i = 0; i < batch.count(); i++) {
                batch.read(i, view);
                path(view.remoteAddress()).add(view);
            }
        } catch (MalformedBatchException e) {
            // the job counts these, and the report shows its count
        }
    }
}

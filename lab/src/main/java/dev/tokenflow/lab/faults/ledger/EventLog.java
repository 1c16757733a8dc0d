package dev.tokenflow.lab.faults.ledger;

import dev.tokenflow.lab.faults.traffic.MarkedAgent;
import dev.tokenflow.protocol.event.Batch;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.BatchHeader;
import dev.tokenflow.protocol.event.MalformedBatchException;
import dev.tokenflow.protocol.event.TcpEventView;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the topic of events has: the marks of every client, and when the broker had them. The clock of an agent is taken
 * to be behind the broker's by the least that any of its batches shows.
 */
public final class EventLog {
    private final Map<String, Seen> marks = new HashMap<>();
    private final Map<String, Double> leastMs = new HashMap<>();
    private final Map<String, BitSet> sequences = new HashMap<>();
    private final TcpEventView view = new TcpEventView();
    private long events;

    /** The first event of a mark, by the clock of its agent. */
    private record Seen(String agent, String shard, String client, int rttUs, long appendMs, double eventMs) {}

    private EventLog() {}

    /** Reads all that is there. */
    public static EventLog read(String bootstrapServers, String topic) {
        EventLog log = new EventLog();
        LogReader.read(bootstrapServers, topic, log::add);
        return log;
    }

    /** All marks, in the order in which the broker had them. */
    public List<Mark> marks() {
        List<Mark> all = new ArrayList<>();
        marks.forEach((name, seen) -> {
            double ageMs = seen.appendMs() - seen.eventMs() - leastMs.getOrDefault(seen.shard(), 0.0);
            all.add(new Mark(seen.agent(), seen.client(), seen.rttUs(), seen.appendMs(), ageMs));
        });
        all.sort((a, b) -> Long.compare(a.appendMs(), b.appendMs()));
        return all;
    }

    /** Events of all batches. */
    public long events() {
        return events;
    }

    /** Batches, those that came twice counted once. */
    public long batches() {
        return sequences.values().stream().mapToLong(BitSet::cardinality).sum();
    }

    private void add(ConsumerRecord<byte[], byte[]> entry) {
        try {
            Batch batch = BatchCodec.decode(entry.value());
            BatchHeader header = batch.header();
            String shard = header.kafkaKey() + '@' + header.epoch();
            leastMs.merge(shard, entry.timestamp() - header.closedNs() / 1e6, Math::min);
            sequences.computeIfAbsent(shard, name -> new BitSet()).set((int) header.sequence());
            events += batch.count();
            for (int i = 0; i < batch.count(); i++) {
                batch.read(i, view);
                if (view.rttUs() >= MarkedAgent.MARK_US) {
                    String client = view.remoteAddress().toString();
                    int rttUs = (int) view.rttUs();
                    double eventMs = view.tsNs() / 1e6;
                    marks.merge( // partitions are read in any order
                            client + ' ' + rttUs,
                            new Seen(header.agent(), shard, client, rttUs, entry.timestamp(), eventMs),
                            (one, other) -> one.eventMs() <= other.eventMs() ? one : other);
                }
            }
        } catch (MalformedBatchException e) {
            // garbage, of which nothing is expected
        }
    }
}

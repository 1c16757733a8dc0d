package dev.tokenflow.bench.window.run;

import dev.tokenflow.bench.window.traffic.TrafficCursor;
import dev.tokenflow.job.record.RawBatch;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Sends the traffic of a {@link GatedRun} as fast as the job takes it, as far as the run allows. Subtask i is partition
 * i: nothing is assigned, no split is used.
 */
final class BatchSource implements Source<RawBatch, NumberSequenceSplit, Collection<NumberSequenceSplit>> {
    private static final long serialVersionUID = 1L;

    private final NumberSequenceSource unused = new NumberSequenceSource(0, 0);
    private final int run;

    BatchSource(int run) {
        this.run = run;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<RawBatch, NumberSequenceSplit> createReader(SourceReaderContext context) {
        return new Reader(GatedRun.of(run), context.getIndexOfSubtask(), context.currentParallelism());
    }

    @Override
    public SplitEnumerator<NumberSequenceSplit, Collection<NumberSequenceSplit>> createEnumerator(
            SplitEnumeratorContext<NumberSequenceSplit> context) {
        return unused.createEnumerator(context);
    }

    @Override
    public SplitEnumerator<NumberSequenceSplit, Collection<NumberSequenceSplit>> restoreEnumerator(
            SplitEnumeratorContext<NumberSequenceSplit> context, Collection<NumberSequenceSplit> checkpoint) {
        return unused.restoreEnumerator(context, checkpoint);
    }

    @Override
    public SimpleVersionedSerializer<NumberSequenceSplit> getSplitSerializer() {
        return unused.getSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<Collection<NumberSequenceSplit>> getEnumeratorCheckpointSerializer() {
        return unused.getEnumeratorCheckpointSerializer();
    }

    private static final class Reader implements SourceReader<RawBatch, NumberSequenceSplit> {
        private final GatedRun run;
        private final int partition;
        private final TrafficCursor traffic;
        private CompletableFuture<Void> available = CompletableFuture.completedFuture(null);
        private long events;
        private long closedMs = Long.MIN_VALUE;

        Reader(GatedRun run, int partition, int partitions) {
            this.run = run;
            this.partition = partition;
            traffic = new TrafficCursor(run.traffic(), partition, partitions);
        }

        @Override
        public void start() {}

        @Override
        public InputStatus pollNext(ReaderOutput<RawBatch> output) {
            long nextMs = traffic.nextClosedMs();
            if (!run.maySend(nextMs)) {
                available = run.hold(partition, nextMs, events, closedMs);
                return InputStatus.NOTHING_AVAILABLE;
            }
            events += traffic.nextCount();
            closedMs = nextMs;
            output.collect(traffic.next());
            return InputStatus.MORE_AVAILABLE;
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return available;
        }

        @Override
        public List<NumberSequenceSplit> snapshotState(long checkpoint) {
            return List.of();
        }

        @Override
        public void addSplits(List<NumberSequenceSplit> splits) {}

        @Override
        public void notifyNoMoreSplits() {}

        @Override
        public void close() {}
    }
}

package dev.tokenflow.job.operator;

import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.job.TestAgent;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.record.HintUpdate;
import dev.tokenflow.job.record.ModelUpdate;
import dev.tokenflow.job.record.ScoredReading;
import dev.tokenflow.job.record.ShardBatch;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.Scope;
import java.util.List;
import java.util.Objects;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;

/**
 * From batches to hints and rows: the fold and the pacing of paths on Flink's own harness, fed with the same watermarks
 * as in the job.
 */
public final class Chain implements AutoCloseable {
    final KeyedOneInputStreamOperatorTestHarness<String, ShardBatch, PaneBlock> fold;
    final KeyedBroadcastOperatorTestHarness<Integer, PaneBlock, ModelUpdate, HintUpdate> pace;
    private int passed;

    Chain(
            KeyedOneInputStreamOperatorTestHarness<String, ShardBatch, PaneBlock> fold,
            KeyedBroadcastOperatorTestHarness<Integer, PaneBlock, ModelUpdate, HintUpdate> pace) {
        this.fold = fold;
        this.pace = pace;
    }

    public static Chain of(JobConfig config) throws Exception {
        return new Chain(Harness.fold(config), Harness.pace(config));
    }

    /** All events the agent has made up since its last batch. */
    public Chain send(TestAgent agent, String name, long closedMs) throws Exception {
        return send(Harness.checked(agent.raw(closedMs), name));
    }

    public Chain send(ShardBatch batch) throws Exception {
        fold.processElement(batch, batch.raw().appendMs());
        pass();
        return this;
    }

    public Chain watermark(long ms) throws Exception {
        fold.processWatermark(new Watermark(ms));
        pass();
        pace.processWatermark(new Watermark(ms));
        pace.processBroadcastWatermark(new Watermark(ms));
        return this;
    }

    /** Rows of clients and prefixes, and readings of sites. */
    public List<ScoredReading> rows() {
        return Harness.side(pace, SideOutputs.ROWS);
    }

    /** The rows of clients. */
    public List<PathReading> clients() {
        return rows().stream()
                .map(ScoredReading::reading)
                .filter(reading -> reading.features().scope() == Scope.CLIENT)
                .toList();
    }

    public List<HintUpdate> updates() {
        return pace.extractOutputValues();
    }

    /** The hints of one path, without tombstones. */
    public List<Hint> hints(String path) {
        return updates().stream()
                .filter(update -> update.key().equals(path) && update.hint() != null)
                .map(update -> Objects.requireNonNull(update.hint()))
                .toList();
    }

    /** Groups of paths of which something is kept. */
    int groups() {
        KeyedStateBackend<?> backend = ((AbstractStreamOperator<?>) pace.getOperator()).getKeyedStateBackend();
        return ((HeapKeyedStateBackend<?>) backend).numKeyValueStateEntries();
    }

    /** Drops what came out so far: a long test need not hold it. */
    void forgetOutput() {
        fold.getOutput().clear();
        pace.getOutput().clear();
        for (var tag : List.of(SideOutputs.ROWS, SideOutputs.SITES)) {
            if (pace.getSideOutput(tag) != null) {
                pace.getSideOutput(tag).clear();
            }
        }
        passed = 0;
    }

    private void pass() throws Exception {
        List<PaneBlock> blocks = fold.extractOutputValues();
        for (; passed < blocks.size(); passed++) {
            pace.processElement(blocks.get(passed), blocks.get(passed).endMs() - 1);
        }
    }

    @Override
    public void close() throws Exception {
        fold.close();
        pace.close();
    }
}

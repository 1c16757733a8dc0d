package dev.tokenflow.job.operator;

import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.job.TestAgent;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.record.SourceBatch;
import dev.tokenflow.protocol.hint.Scope;
import java.util.List;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;

/**
 * From batches to readings: the fold and the windows on Flink's own harness, fed with the same watermarks as in the
 * job.
 */
public final class Chain implements AutoCloseable {
    final KeyedOneInputStreamOperatorTestHarness<String, SourceBatch, PaneBlock> fold;
    final KeyedOneInputStreamOperatorTestHarness<Integer, PaneBlock, PathReading> roll;
    private int passed;

    Chain(
            KeyedOneInputStreamOperatorTestHarness<String, SourceBatch, PaneBlock> fold,
            KeyedOneInputStreamOperatorTestHarness<Integer, PaneBlock, PathReading> roll) {
        this.fold = fold;
        this.roll = roll;
    }

    public static Chain of(JobConfig config) throws Exception {
        return new Chain(Harness.fold(config), Harness.roll(config));
    }

    /** All events the agent has made up since its last batch. */
    public Chain send(TestAgent agent, String name, long closedMs) throws Exception {
        return send(Harness.source(agent.raw(closedMs), name));
    }

    public Chain send(SourceBatch batch) throws Exception {
        fold.processElement(batch, batch.raw().appendMs());
        pass();
        return this;
    }

    public Chain watermark(long ms) throws Exception {
        fold.processWatermark(new Watermark(ms));
        pass();
        roll.processWatermark(new Watermark(ms));
        return this;
    }

    public List<PathReading> readings() {
        return roll.extractOutputValues();
    }

    public List<PathReading> clients() {
        return readings().stream()
                .filter(reading -> reading.features().scope() == Scope.CLIENT)
                .toList();
    }

    /** Drops what came out so far: a long test need not hold it. */
    void forgetOutput() {
        fold.getOutput().clear();
        roll.getOutput().clear();
        passed = 0;
    }

    private void pass() throws Exception {
        List<PaneBlock> blocks = fold.extractOutputValues();
        for (; passed < blocks.size(); passed++) {
            roll.processElement(blocks.get(passed), blocks.get(passed).endMs() - 1);
        }
    }

    @Override
    public void close() throws Exception {
        fold.close();
        roll.close();
    }
}

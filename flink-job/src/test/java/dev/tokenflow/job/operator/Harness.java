package dev.tokenflow.job.operator;

import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.config.TimeConfig;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.job.record.RawBatch;
import dev.tokenflow.job.record.RejectedBatch;
import dev.tokenflow.job.record.ScoredReading;
import dev.tokenflow.job.record.SourceBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/** Operators on Flink's own test harness. */
public final class Harness {
    /** The defaults, but a watermark closes the panes of a shard that says nothing at once. */
    public static final JobConfig CONFIG = JobConfig.on("unused:1")
            .with(new TimeConfig(
                    TimeConfig.DEFAULT.outOfOrderness(),
                    TimeConfig.DEFAULT.idleness(),
                    Duration.ZERO,
                    TimeConfig.DEFAULT.watermarkInterval(),
                    TimeConfig.DEFAULT.maxClockSkew()));

    private Harness() {}

    static OneInputStreamOperatorTestHarness<RawBatch, SourceBatch> check() throws Exception {
        var harness = new OneInputStreamOperatorTestHarness<>(new ProcessOperator<>(new CheckBatches(CONFIG.time())));
        harness.open();
        return harness;
    }

    static KeyedOneInputStreamOperatorTestHarness<String, SourceBatch, PaneBlock> fold() throws Exception {
        return fold(CONFIG);
    }

    static KeyedOneInputStreamOperatorTestHarness<String, SourceBatch, PaneBlock> fold(JobConfig config)
            throws Exception {
        return opened(closedFold(config));
    }

    static KeyedOneInputStreamOperatorTestHarness<String, SourceBatch, PaneBlock> closedFold(JobConfig config)
            throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new FoldPanes(config)), SourceBatch::source, Types.STRING);
    }

    static KeyedOneInputStreamOperatorTestHarness<Integer, PaneBlock, PathReading> roll(JobConfig config)
            throws Exception {
        return opened(closedRoll(config));
    }

    static KeyedOneInputStreamOperatorTestHarness<Integer, PaneBlock, PathReading> closedRoll(JobConfig config)
            throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new RollWindows(config)), PaneBlock::partition, Types.INT);
    }

    private static <K, I, O> KeyedOneInputStreamOperatorTestHarness<K, I, O> opened(
            KeyedOneInputStreamOperatorTestHarness<K, I, O> harness) throws Exception {
        harness.open();
        return harness;
    }

    /** A batch as it leaves the check. */
    static SourceBatch source(RawBatch raw, String agent) {
        return new SourceBatch(raw, agent + "/0", agent);
    }

    public static ScoredReading scored(PathReading reading) {
        return new ScoredReading(reading, dev.tokenflow.core.model.path.PathScore.NONE);
    }

    static List<RejectedBatch> rejected(AbstractStreamOperatorTestHarness<?> harness) {
        List<RejectedBatch> all = new ArrayList<>();
        Queue<StreamRecord<RejectedBatch>> records = harness.getSideOutput(SideOutputs.REJECTED);
        if (records != null) {
            records.forEach(record -> all.add(record.getValue()));
        }
        return all;
    }

    static long count(AbstractStreamOperatorTestHarness<?> harness, JobMetric metric) {
        return (Long) harness.getEnvironment()
                .getAccumulatorRegistry()
                .getUserMap()
                .get(metric.metricName())
                .getLocalValue();
    }
}

package dev.tokenflow.job.operator;

import dev.tokenflow.core.control.RowConfig;
import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.pane.WindowConfig;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.config.TimeConfig;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.job.record.HintUpdate;
import dev.tokenflow.job.record.ModelUpdate;
import dev.tokenflow.job.record.RawBatch;
import dev.tokenflow.job.record.RejectedBatch;
import dev.tokenflow.job.record.ShardBatch;
import dev.tokenflow.protocol.event.BatchHeader;
import dev.tokenflow.protocol.hint.Tenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

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

    /** Panes of 100 ms; a row and a decision at every slide. */
    public static final JobConfig EVERY_SLIDE =
            CONFIG.with(panesOf100Ms()).with(new RowConfig(Duration.ZERO, Duration.ofSeconds(10)));

    private Harness() {}

    private static WindowConfig panesOf100Ms() {
        WindowConfig d = WindowConfig.DEFAULT;
        return new WindowConfig(
                Duration.ofMillis(100),
                Duration.ofMillis(100),
                d.pace(),
                d.window(),
                d.slide(),
                d.longWindow(),
                d.baseline(),
                d.shortWindow(),
                d.lossSpan(),
                d.stagger());
    }

    static OneInputStreamOperatorTestHarness<RawBatch, ShardBatch> check() throws Exception {
        var harness =
                new OneInputStreamOperatorTestHarness<>(new ProcessOperator<>(new CheckBatchesFunction(CONFIG.time())));
        harness.open();
        return harness;
    }

    static KeyedOneInputStreamOperatorTestHarness<String, ShardBatch, PaneBlock> fold() throws Exception {
        return fold(CONFIG);
    }

    static KeyedOneInputStreamOperatorTestHarness<String, ShardBatch, PaneBlock> fold(JobConfig config)
            throws Exception {
        return opened(closedFold(config));
    }

    static KeyedOneInputStreamOperatorTestHarness<String, ShardBatch, PaneBlock> closedFold(JobConfig config)
            throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new FoldPanesFunction(config)), ShardBatch::shard, Types.STRING);
    }

    static KeyedBroadcastOperatorTestHarness<Integer, PaneBlock, ModelUpdate, HintUpdate> pace(JobConfig config)
            throws Exception {
        var harness = closedPace(config);
        harness.open();
        return harness;
    }

    static KeyedBroadcastOperatorTestHarness<Integer, PaneBlock, ModelUpdate, HintUpdate> closedPace(JobConfig config)
            throws Exception {
        return new KeyedBroadcastOperatorTestHarness<>(
                new CoBroadcastWithKeyedOperator<>(new PacePathsFunction(config), List.of(PacePathsFunction.MODELS)),
                PaneBlock::group,
                Types.INT,
                1,
                1,
                0);
    }

    private static <K, I, O> KeyedOneInputStreamOperatorTestHarness<K, I, O> opened(
            KeyedOneInputStreamOperatorTestHarness<K, I, O> harness) throws Exception {
        harness.open();
        return harness;
    }

    /** A batch as it leaves the check. */
    static ShardBatch checked(RawBatch raw, String agent) {
        return checked(raw, agent, Tenant.NONE);
    }

    /** The same of an agent of a tenant. */
    static ShardBatch checked(RawBatch raw, String agent, String tenant) {
        String name = new BatchHeader(agent, 0, 1, 0, 0, 0, 0, 0, tenant, 0).shardName();
        return new ShardBatch(raw, name, agent, tenant);
    }

    /** What left by a side output so far. */
    static <T> List<T> side(AbstractStreamOperatorTestHarness<?> harness, OutputTag<T> tag) {
        List<T> all = new ArrayList<>();
        Queue<StreamRecord<T>> records = harness.getSideOutput(tag);
        if (records != null) {
            records.forEach(record -> all.add(record.getValue()));
        }
        return all;
    }

    static List<RejectedBatch> rejected(AbstractStreamOperatorTestHarness<?> harness) {
        return side(harness, SideOutputs.REJECTED);
    }

    static long count(AbstractStreamOperatorTestHarness<?> harness, JobMetric metric) {
        return (Long) harness.getEnvironment()
                .getAccumulatorRegistry()
                .getUserMap()
                .get(metric.metricName())
                .getLocalValue();
    }
}

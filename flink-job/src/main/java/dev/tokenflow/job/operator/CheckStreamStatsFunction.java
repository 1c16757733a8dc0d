package dev.tokenflow.job.operator;

import dev.tokenflow.job.metric.Count;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.protocol.json.JsonException;
import dev.tokenflow.protocol.stats.StreamStats;
import dev.tokenflow.protocol.stats.StreamStatsCodec;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/** Reads rows of stream statistics; what is none is counted. Rows that name no engine say nothing here. */
public final class CheckStreamStatsFunction extends RichFlatMapFunction<String, StreamStats> {
    private static final long serialVersionUID = 1L;

    private transient Count rowsIn;
    private transient Count rejected;

    @Override
    public void open(OpenContext context) {
        rowsIn = Count.of(JobMetric.STREAM_STATS_IN, getRuntimeContext());
        rejected = Count.of(JobMetric.STREAM_STATS_REJECTED, getRuntimeContext());
    }

    @Override
    public void flatMap(String json, Collector<StreamStats> out) {
        try {
            StreamStats row = StreamStatsCodec.decode(json);
            rowsIn.add(1);
            if (!row.engine().isEmpty()) {
                out.collect(row);
            }
        } catch (JsonException e) {
            rejected.add(1);
        }
    }
}

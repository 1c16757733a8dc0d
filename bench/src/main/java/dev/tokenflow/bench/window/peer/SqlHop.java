package dev.tokenflow.bench.window.peer;

import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.record.RawBatch;
import java.time.Duration;
import java.util.Locale;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;

/**
 * The query a user of Flink SQL writes. Events without a round trip are filtered before it, and it computes no other
 * sums: that is in its favour.
 */
public final class SqlHop {
    private SqlHop() {}

    public static DataStream<Row> wire(DataStream<RawBatch> batches, JobConfig config) {
        StreamTableEnvironment tables = StreamTableEnvironment.create(batches.getExecutionEnvironment());
        tables.createTemporaryView(
                "src",
                Peers.events(batches).filter(event -> event.rttUs > 0),
                Schema.newBuilder()
                        .column("client", "BIGINT NOT NULL")
                        .column("rttUs", "INT NOT NULL")
                        .columnByMetadata("ts", DataTypes.TIMESTAMP_LTZ(3), "rowtime")
                        .watermark("ts", "SOURCE_WATERMARK()")
                        .build());
        return tables.toDataStream(tables.sqlQuery(String.format(
                Locale.ROOT,
                """
                SELECT client, window_end, COUNT(*), MIN(rttUs), MAX(rttUs), AVG(rttUs), PERCENTILE(rttUs, 0.95)
                FROM TABLE(HOP(TABLE src, DESCRIPTOR(ts), %s, %s))
                GROUP BY client, window_start, window_end""",
                interval(config.window().slide()),
                interval(config.window().window()))));
    }

    private static String interval(Duration duration) {
        return String.format(
                Locale.ROOT, "INTERVAL '%d.%03d' SECOND(6, 3)", duration.toSeconds(), duration.toMillisPart());
    }
}

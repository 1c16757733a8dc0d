package dev.tokenflow.job.operator;

import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.job.metric.Count;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.job.record.ScoredReading;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFilterFunction;

/** Lets only readings with new data into the feature topic, and counts them. */
public final class UpdatesOnly extends RichFilterFunction<ScoredReading> {
    private static final long serialVersionUID = 1L;

    private transient Count out;

    @Override
    public void open(OpenContext context) {
        out = Count.of(JobMetric.FEATURES_OUT, getRuntimeContext());
    }

    @Override
    public boolean filter(ScoredReading row) {
        boolean news = row.reading().kind() == ReadingKind.UPDATE;
        out.add(news ? 1 : 0);
        return news;
    }
}

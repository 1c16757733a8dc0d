package dev.tokenflow.job.operator;

import dev.tokenflow.core.incident.ClientWord;
import dev.tokenflow.core.incident.WordFilter;
import dev.tokenflow.core.path.PathFeatures;
import dev.tokenflow.job.metric.Count;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.job.record.ScoredReading;
import dev.tokenflow.protocol.hint.Scope;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * Makes words about clients of rows of features, as many as are news. It stands in the task of the paths, so that next
 * to nothing travels where nothing changes.
 */
public final class TellWordsFunction extends RichFlatMapFunction<ScoredReading, ClientWord> {
    private static final long serialVersionUID = 1L;

    private transient WordFilter filter;
    private transient Count leftOut;

    @Override
    public void open(OpenContext context) {
        filter = new WordFilter();
        leftOut = Count.of(JobMetric.INCIDENT_INPUT_LEFT_OUT, getRuntimeContext());
    }

    @Override
    public void flatMap(ScoredReading row, Collector<ClientWord> out) {
        PathFeatures path = row.reading().features();
        if (path.scope() != Scope.CLIENT) {
            return;
        }
        switch (filter.of(
                path.name(), row.score().diagnosis(), row.reading().signals().nowMs())) {
            case NEWS -> out.collect(ClientWord.of(row.reading(), row.score().diagnosis()));
            case TOO_MANY -> leftOut.add(1);
            case KNOWN -> {}
        }
    }
}

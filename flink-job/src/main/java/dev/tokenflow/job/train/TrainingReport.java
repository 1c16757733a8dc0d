package dev.tokenflow.job.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.flink.api.common.JobExecutionResult;

/**
 * The result of a training run.
 *
 * @param rows records of the feature topic that were read
 * @param unreadable of these, what is no row
 * @param samples of these, what has round trips
 * @param published names of the models that were published
 * @param verdicts one line a model
 */
public record TrainingReport(long rows, long unreadable, long samples, List<String> published, List<String> verdicts) {

    /** Of a run that has ended. */
    public static TrainingReport of(JobExecutionResult result) {
        List<String> verdicts = new ArrayList<>(result.<List<String>>getAccumulatorResult(JudgeModel.VERDICTS));
        verdicts.sort(null);
        List<String> published = new ArrayList<>(result.<List<String>>getAccumulatorResult(JudgeModel.PUBLISHED));
        published.sort(null);
        return new TrainingReport(
                result.<Long>getAccumulatorResult(GatherRows.ROWS),
                result.<Long>getAccumulatorResult(GatherRows.UNREADABLE),
                result.<Long>getAccumulatorResult(GatherRows.SAMPLES),
                published,
                verdicts);
    }

    /** For people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%,d rows read, %,d of them with round trips, %,d unreadable; %d of %d models published",
                rows,
                samples,
                unreadable,
                published.size(),
                verdicts.size()));
        verdicts.forEach(verdict -> lines.add("  " + verdict));
        return lines;
    }
}

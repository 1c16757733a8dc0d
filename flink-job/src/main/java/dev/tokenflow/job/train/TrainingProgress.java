package dev.tokenflow.job.train;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says in a line how far a training is: when there is news, and every ten seconds without. Not thread-safe. */
public final class TrainingProgress {
    private static final double NS_PER_S = 1e9;
    private static final long SILENCE_NS = 10_000_000_000L;

    private final long rows;
    private final int models;
    private String said = "";
    private long saidNs;
    private long readNs = -1;
    private long beganNs = -1;
    private long began;

    /**
     * @param rows that will be read; 0 when that is not known
     * @param models that will be trained
     */
    public TrainingProgress(long rows, int models) {
        this.rows = rows;
        this.models = models;
    }

    /**
     * The next line.
     *
     * @param accumulators of the job that runs
     * @param elapsedNs since it began
     * @return null when there is no need for one
     */
    public @Nullable String line(Map<String, ?> accumulators, long elapsedNs) {
        long read = accumulators.get(GatherRows.ROWS) instanceof Long count ? count : 0;
        int judged = accumulators.get(JudgeModel.VERDICTS) instanceof Collection<?> all ? all.size() : 0;
        boolean isRead = accumulators.get(GatherRows.SAMPLES) instanceof Long count && count > 0;
        String what;
        if (isRead) {
            readNs = readNs < 0 ? elapsedNs : readNs;
            what = String.format(
                    Locale.ROOT, "%,d rows read; model %d of %d", read, Math.min(judged + 1, models), models);
        } else if (read > 0 && rows > 0) {
            what = String.format(Locale.ROOT, "%,d of %,d rows read", Math.min(read, rows), rows);
        } else {
            what = read > 0 ? String.format(Locale.ROOT, "%,d rows read", read) : "";
        }
        if (what.isEmpty() || (what.equals(said) && elapsedNs - saidNs < SILENCE_NS)) {
            return null;
        }
        said = what;
        saidNs = elapsedNs;
        double left = isRead ? left(judged, models, elapsedNs - readNs) : leftOfRows(read, elapsedNs);
        return what
                + String.format(Locale.ROOT, ", %.0f s so far", elapsedNs / NS_PER_S)
                + (Double.isNaN(left) ? "" : String.format(Locale.ROOT, ", about %.0f s left", left));
    }

    /**
     * Counted from the first rows that were told of: what comes before them is the start of the job. Less than a
     * hundredth of all foretells nothing.
     */
    private double leftOfRows(long read, long elapsedNs) {
        if (beganNs < 0) {
            beganNs = elapsedNs;
            began = read;
        }
        long done = read - began;
        return done < rows / 100 ? Double.NaN : left(done, rows - began, elapsedNs - beganNs);
    }

    /** Seconds, if the rest takes as long as what is done; NaN when that says nothing. */
    private static double left(long done, long all, long elapsedNs) {
        return done <= 0 || all < done ? Double.NaN : (double) elapsedNs * (all - done) / done / NS_PER_S;
    }
}

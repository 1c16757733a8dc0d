package dev.tokenflow.bench.window;

import dev.tokenflow.core.pane.WindowConfig;
import dev.tokenflow.job.config.JobConfig;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;

/** Settings of the job for windows of any length. */
public final class WindowSettings {
    private static final long PANE_MS = WindowConfig.DEFAULT.pane().toMillis();
    private static final long SHORT_WINDOW_MS = 300;
    private static final long LOSS_MS = 5_000;
    private static final long LONG_MS = 60_000;
    private static final long BASELINE_MS = 600_000;

    private WindowSettings() {}

    /**
     * The job's defaults with these windows, a row at every slide, and a law that decides nothing; panes and the other
     * spans are the defaults too wherever they fit.
     *
     * @throws RuntimeException that says what is wrong with window or slide
     */
    public static JobConfig config(Duration window, Duration slide, int parallelism) {
        long windowMs = window.toMillis();
        long longMs = windowMs * Math.max(1, Math.ceilDiv(LONG_MS, Math.max(1, windowMs)));
        long paneMs = BigInteger.valueOf(PANE_MS)
                .gcd(BigInteger.valueOf(slide.toMillis()))
                .longValue();
        return JobConfig.parse(
                new String[] {
                    "--window=" + windowMs + " ms",
                    "--slide=" + slide.toMillis() + " ms",
                    "--pane=" + paneMs + " ms",
                    "--pace=" + paneMs + " ms",
                    "--stagger="
                            + Math.min(
                                    paneMs - 1, WindowConfig.DEFAULT.stagger().toMillis()) + " ms",
                    "--row-interval=0 ms",
                    "--law=unpaced",
                    "--short-window=" + Math.min(windowMs, SHORT_WINDOW_MS) + " ms",
                    "--loss-span=" + Math.min(windowMs, LOSS_MS) + " ms",
                    "--long-window=" + longMs + " ms",
                    "--baseline=" + longMs * Math.ceilDiv(BASELINE_MS, longMs) + " ms",
                    "--parallelism=" + parallelism
                },
                Map.of());
    }

    /** {@code 10 s} or {@code 100 ms}. */
    static String text(Duration duration) {
        long ms = duration.toMillis();
        return ms % 1000 == 0 ? ms / 1000 + " s" : ms < 1000 ? ms + " ms" : ms / 1e3 + " s";
    }

    /** Window and slide, as rows name them. */
    static String text(JobConfig config) {
        return text(config.window().window()) + "/" + text(config.window().slide());
    }
}

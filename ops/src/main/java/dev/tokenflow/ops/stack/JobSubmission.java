package dev.tokenflow.ops.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Brings the job to the stack's Flink cluster.
 *
 * @param flink the cluster
 * @param jar the job's
 * @param bootstrapServers the broker the job reads from
 * @param log where the output of {@code flink run} goes
 * @param say tells people
 */
record JobSubmission(Flink flink, Path jar, String bootstrapServers, Path log, Consumer<String> say) {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);

    /** Submits the job and waits until all of it runs; does nothing when it is there already. */
    void submit() throws IOException, InterruptedException {
        if (flink.jobExists()) {
            return;
        }
        long beganNs = System.nanoTime();
        flink.submit(
                jar,
                log,
                "--bootstrap-servers",
                bootstrapServers,
                "--row-interval", // few clients, and models are to learn from them
                "200ms",
                "--calm-row-interval",
                "200ms",
                "--calm-ttl", // and people look at what hints say
                "30s");
        while (!flink.jobRuns()) {
            if (System.nanoTime() - beganNs > START_TIMEOUT.toNanos()) {
                throw new IOException(
                        "the job does not run after " + START_TIMEOUT.toSeconds() + " s; see " + flink.restUri());
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        say.accept(String.format(
                Locale.ROOT,
                "%-14s runs after %.1f s   %s",
                "job",
                (System.nanoTime() - beganNs) / 1e9,
                flink.restUri()));
    }
}

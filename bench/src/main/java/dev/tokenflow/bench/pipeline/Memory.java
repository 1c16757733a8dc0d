package dev.tokenflow.bench.pipeline;

import dev.tokenflow.bench.pipeline.load.Client;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.BenchRow;
import dev.tokenflow.bench.window.run.Heap;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What the job remembers of a client, law and tallies included: on the heap, and in a checkpoint. */
final class Memory {
    /** All windows but the baseline are full by then. */
    private static final Duration TIME = Duration.ofSeconds(70);

    private static final double EVENTS_PER_CLIENT = 0.5;
    private static final double TARGET_BYTES = 1024;
    private static final long SEED = 1;

    private final BenchReport report;
    private final Progress progress;
    private final PipelineOptions options;

    Memory(BenchReport report, Progress progress, PipelineOptions options) {
        this.report = report;
        this.progress = progress;
        this.options = options;
    }

    void measure() throws InterruptedException {
        int clients = options.clients();
        progress.say(
                "memory: %,d clients of %d agents, %d s of virtual time", clients, options.agents(), TIME.toSeconds());
        List<Client> all = Client.all(options.load(), clients, options.agents(), 0, SEED);
        VirtualJob job = new VirtualJob(options, all);
        long empty = Heap.liveBytes();
        job.run(TIME, EVENTS_PER_CLIENT * clients);
        long full = Heap.liveBytes();
        double savedPaths = job.savedPathBytes();
        double savedShards = job.savedShardBytes();
        long paths = job.paths();
        long sockets = job.sockets();
        job.dropPaths();
        long shards = Heap.liveBytes();
        job.dropShards();
        long dropped = Heap.liveBytes();
        progress.say(
                "memory: %,d sockets, %,d paths (prefixes and sites among them), %,d hints, %,d rows",
                sockets, paths, job.hints(), job.rows());
        progress.say("memory: after all was forgotten %,d bytes more than before are alive", dropped - empty);
        String of = String.format(Locale.ROOT, "%,d clients: ", clients);
        report.add(
                BenchRow.of(of + "live heap of a client, law and tallies included", "B", 1.0 * (full - empty) / clients)
                        .atMost(TARGET_BYTES));
        report.add(BenchRow.of("  of it paths: windows, law, tallies", "B", 1.0 * (full - shards) / clients));
        report.add(BenchRow.of("  of it shards: sockets, gauges", "B", 1.0 * (shards - empty) / clients));
        report.add(BenchRow.of("of a checkpoint, a client's share of the paths", "B", savedPaths / clients));
        report.add(BenchRow.of("of a checkpoint, a client's share of the shards", "B", savedShards / clients));
    }
}

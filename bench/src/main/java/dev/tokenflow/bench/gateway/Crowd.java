package dev.tokenflow.bench.gateway;

import dev.tokenflow.bench.gateway.load.Audience;
import dev.tokenflow.bench.gateway.load.Readers;
import dev.tokenflow.bench.gateway.proxy.ProxyProcess;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.BenchRow;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Many streams at once, most of them silent and some of their readers dead. */
final class Crowd {
    private static final double SETTLING_S = 4;
    private static final double MOST_LATE_MS = 50;
    private static final double MOST_KB = 100;
    private static final double KB = 1_000;
    private static final long LAST_TIMEOUT_S = 10;

    private final Contenders all;
    private final int streams;
    private final int idle;
    private final int rounds;
    private final double seconds;

    /**
     * @param streams with text; one in ten has a dead reader
     * @param idle streams without
     */
    Crowd(Contenders all, int streams, int idle, int rounds, double seconds) {
        this.all = all;
        this.streams = streams;
        this.idle = idle;
        this.rounds = rounds;
        this.seconds = seconds;
    }

    void measure(BenchReport report) throws IOException, InterruptedException {
        int dead = streams / 10;
        String who =
                String.format(Locale.ROOT, "%,d streams (%,d dead readers) and %,d silent ones", streams, dead, idle);
        for (Contender contender : List.of(all.gateway(), all.gatewayGzip())) {
            ProxyProcess process = Objects.requireNonNull(contender.process());
            double[] p99 = new double[rounds];
            double[] late = new double[rounds];
            double[] resident = new double[rounds];
            double[] heap = new double[rounds];
            double[] lost = new double[rounds];
            double[] cpu = new double[rounds];
            double[] machine = new double[rounds];
            for (int i = 0; i < rounds; i++) {
                Audience audience =
                        Audience.steady(streams - dead, contender.gzip()).with(idle, dead);
                try (Readers readers = new Readers(contender.address(), audience, all.engine())) {
                    readers.settle(SETTLING_S);
                    Measured measured = Measured.of(contender, readers, seconds);
                    p99[i] = measured.window().delayP99Ms();
                    late[i] = measured.window().lateReaders();
                    cpu[i] = measured.cpuUs();
                    machine[i] = 100 * measured.machineShare();
                    resident[i] = process.residentBytes() / KB / (streams + idle);
                    all.engine().silence(true);
                    lost[i] = readers.missing(LAST_TIMEOUT_S);
                    heap[i] = process.liveHeapBytes() / KB / (streams + idle);
                } catch (IOException e) {
                    throw new IOException(contender.name() + ", " + who + ": " + e.getMessage(), e);
                } finally {
                    all.engine().silence(false);
                }
            }
            String by = ", " + contender.name();
            report.add(
                    BenchRow.of(who + by + ": delay of a token, p99", "ms", p99).atMost(MOST_LATE_MS));
            report.add(BenchRow.of("  live readers whose own p99 is later than 50 ms" + by, "readers", late)
                    .atMost(0));
            report.add(BenchRow.of("  deltas that live readers did not get" + by, "deltas", lost)
                    .atMost(0));
            report.add(BenchRow.of("  memory of a stream, all in RAM (RSS)" + by, "KB", resident)
                    .atMost(MOST_KB));
            report.add(BenchRow.of("  memory of a stream, alive on the heap" + by, "KB", heap));
            report.add(BenchRow.of("  CPU of a delta" + by, "us", cpu));
            report.add(BenchRow.of("  CPU of the whole machine" + by, "%", machine));
        }
    }
}

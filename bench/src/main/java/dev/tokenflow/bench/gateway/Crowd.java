package dev.tokenflow.bench.gateway;

import dev.tokenflow.bench.gateway.load.Audience;
import dev.tokenflow.bench.gateway.load.Readers;
import dev.tokenflow.bench.gateway.proxy.ProxyProcess;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.BenchRow;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

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

    void measure(BenchReport report) throws InterruptedException {
        int dead = streams / 10;
        String who =
                String.format(Locale.ROOT, "%,d streams (%,d dead readers) and %,d silent ones", streams, dead, idle);
        for (Contender contender : List.of(all.gateway(), all.gatewayGzip())) {
            Seen[] seen = new Seen[rounds];
            String by = ", " + contender.name();
            try {
                for (int i = 0; i < rounds; i++) {
                    seen[i] = round(
                            contender,
                            Audience.steady(streams - dead, contender.gzip()).with(idle, dead));
                }
            } catch (IOException e) {
                report.add(BenchRow.of(who + by + ": not carried, " + e.getMessage(), "rounds", 0)
                        .atLeast(rounds));
                continue;
            }
            report.add(row(who + by + ": delay of a token, p99", "ms", seen, Seen::p99Ms)
                    .atMost(MOST_LATE_MS));
            report.add(row("crowd: live readers whose own p99 is later than 50 ms" + by, "readers", seen, Seen::late)
                    .atMost(0));
            report.add(row("crowd: deltas that live readers did not get" + by, "deltas", seen, Seen::lost)
                    .atMost(0));
            report.add(row("crowd: memory of a stream, all in RAM (RSS)" + by, "KB", seen, Seen::residentKb)
                    .atMost(MOST_KB));
            report.add(row("crowd: memory of a stream, alive on the heap" + by, "KB", seen, Seen::heapKb));
            report.add(row("crowd: CPU of a delta" + by, "us", seen, one -> one.measured.cpuUs()));
            report.add(row("crowd: bytes of a delta on the wire" + by, "B", seen, Seen::wireBytes));
            report.add(
                    row("crowd: CPU of the whole machine" + by, "%", seen, one -> 100 * one.measured.machineShare()));
        }
    }

    private Seen round(Contender contender, Audience audience) throws IOException, InterruptedException {
        ProxyProcess process = Objects.requireNonNull(contender.process());
        try (Readers readers = new Readers(contender.address(), audience, all.engine())) {
            readers.settle(SETTLING_S);
            Measured measured = Measured.of(contender, readers, seconds);
            double residentKb = process.residentBytes() / KB / (streams + idle);
            all.engine().silence(true);
            long lost = readers.missing(LAST_TIMEOUT_S);
            return new Seen(measured, residentKb, process.liveHeapBytes() / KB / (streams + idle), lost);
        } finally {
            all.engine().silence(false);
        }
    }

    private static BenchRow row(String name, String unit, Seen[] rounds, ToDoubleFunction<Seen> figure) {
        return BenchRow.of(name, unit, Arrays.stream(rounds).mapToDouble(figure).toArray());
    }

    /** One round; memory is that of the process divided by all streams. */
    private record Seen(Measured measured, double residentKb, double heapKb, long lost) {
        double p99Ms() {
            return measured.window().delayP99Ms();
        }

        double late() {
            return measured.window().lateReaders();
        }

        double wireBytes() {
            return measured.window().bytesPerDelta();
        }
    }
}

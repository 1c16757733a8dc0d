package dev.tokenflow.bench.gateway;

import dev.tokenflow.bench.gateway.load.Audience;
import dev.tokenflow.bench.gateway.load.Readers;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.BenchRow;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** CPU and bytes of a delta: every contender carries the same streams for the same time, one after the other. */
final class Cost {
    private static final double MOST_TIMES_NGINX = 1.3;
    private static final double MOST_TIMES_NGINX_GZIP = 1.5;
    private static final double MOST_MERGING_US = 12;
    private static final double MOST_WIRE_BYTES = 90;
    private static final double SETTLING_S = 1;

    private final Contenders all;
    private final int streams;
    private final int rounds;
    private final double seconds;

    Cost(Contenders all, int streams, int rounds, double seconds) {
        this.all = all;
        this.streams = streams;
        this.rounds = rounds;
        this.seconds = seconds;
    }

    /** Carries the same streams until the code is compiled. */
    void warmUp(double warmUpS) throws IOException, InterruptedException {
        for (Contender contender : List.of(all.bare(), all.gateway(), all.gatewayGzip(), all.merging())) {
            run(contender, 0, warmUpS);
        }
    }

    void measure(BenchReport report) throws IOException, InterruptedException {
        List<Contender> contenders =
                List.of(all.nginx(), all.bare(), all.gateway(), all.nginxGzip(), all.gatewayGzip(), all.merging());
        Rounds seen = Rounds.run(contenders, rounds, contender -> run(contender, SETTLING_S, seconds));
        for (Contender contender : contenders) {
            BenchRow row =
                    BenchRow.of("CPU of a delta, " + contender.name(), "us", seen.of(contender, Measured::cpuUs));
            report.add(contender.equals(all.merging()) ? row.atMost(MOST_MERGING_US) : row);
        }
        report.add(ratio(seen, all.gateway(), all.nginx()).atMost(MOST_TIMES_NGINX));
        report.add(ratio(seen, all.gateway(), all.bare()));
        report.add(ratio(seen, all.gatewayGzip(), all.nginxGzip()));
        report.add(ratio(seen, all.merging(), all.nginxGzip()).atMost(MOST_TIMES_NGINX_GZIP));
        for (Contender contender : contenders) {
            BenchRow row = BenchRow.of(
                    "bytes of a delta on the wire, " + contender.name(),
                    "B",
                    seen.of(contender, one -> one.window().bytesPerDelta()));
            report.add(contender.equals(all.gatewayGzip()) ? row.atMost(MOST_WIRE_BYTES) : row);
        }
    }

    private Measured run(Contender contender, double settlingS, double measuredS)
            throws IOException, InterruptedException {
        try (Readers readers =
                new Readers(contender.address(), Audience.steady(streams, contender.gzip()), all.engine())) {
            readers.settle(settlingS);
            return Measured.of(contender, readers, measuredS);
        } catch (IOException e) {
            throw new IOException(contender.name() + ": " + e.getMessage(), e);
        }
    }

    private static BenchRow ratio(Rounds seen, Contender a, Contender b) {
        double[] ratios = seen.of(a, Measured::cpuUs);
        double[] theirs = seen.of(b, Measured::cpuUs);
        Arrays.setAll(ratios, i -> ratios[i] / theirs[i]);
        return BenchRow.of("CPU of a delta, " + a.name() + " / " + b.name(), "x", ratios)
                .against(b.name());
    }
}

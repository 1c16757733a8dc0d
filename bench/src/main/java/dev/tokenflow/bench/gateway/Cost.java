package dev.tokenflow.bench.gateway;

import dev.tokenflow.bench.gateway.load.Audience;
import dev.tokenflow.bench.gateway.load.Readers;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.BenchRow;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        Map<Contender, Measured[]> seen = new LinkedHashMap<>();
        List<Contender> contenders =
                List.of(all.nginx(), all.bare(), all.gateway(), all.nginxGzip(), all.gatewayGzip(), all.merging());
        contenders.forEach(contender -> seen.put(contender, new Measured[rounds]));
        for (int i = 0; i < rounds; i++) {
            for (Contender contender : contenders) {
                seen.get(contender)[i] = run(contender, SETTLING_S, seconds);
            }
        }
        Measured[] nginx = seen.get(all.nginx());
        Measured[] bare = seen.get(all.bare());
        Measured[] gateway = seen.get(all.gateway());
        Measured[] nginxGzip = seen.get(all.nginxGzip());
        Measured[] gatewayGzip = seen.get(all.gatewayGzip());
        Measured[] merging = seen.get(all.merging());
        for (Contender contender : contenders) {
            BenchRow row = BenchRow.of("CPU of a delta, " + contender.name(), "us", cpuUs(seen.get(contender)));
            report.add(contender == all.merging() ? judged(row.atMost(MOST_MERGING_US), merging) : row);
        }
        report.add(ratio(all.gateway(), gateway, all.nginx(), nginx).atMost(MOST_TIMES_NGINX));
        report.add(ratio(all.gateway(), gateway, all.bare(), bare));
        report.add(ratio(all.gatewayGzip(), gatewayGzip, all.nginxGzip(), nginxGzip));
        report.add(judged(
                ratio(all.merging(), merging, all.nginxGzip(), nginxGzip).atMost(MOST_TIMES_NGINX_GZIP), merging));
        for (Contender contender : contenders) {
            BenchRow row = BenchRow.of(
                    "bytes of a delta on the wire, " + contender.name(),
                    "B",
                    Arrays.stream(seen.get(contender))
                            .mapToDouble(one -> one.window().bytesPerDelta())
                            .toArray());
            report.add(contender == all.gatewayGzip() ? row.atMost(MOST_WIRE_BYTES) : row);
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

    /**
     * The gateway stores instead of compressing while the machine has no time: then its CPU says nothing about gzip.
     */
    private static BenchRow judged(BenchRow row, Measured[] rounds) {
        boolean compressed = Arrays.stream(rounds).allMatch(one -> one.window().bytesPerDelta() <= MOST_WIRE_BYTES);
        return compressed ? row : row.untold();
    }

    private static double[] cpuUs(Measured[] rounds) {
        return Arrays.stream(rounds).mapToDouble(Measured::cpuUs).toArray();
    }

    private static BenchRow ratio(Contender a, Measured[] ours, Contender b, Measured[] theirs) {
        double[] ratios = new double[ours.length];
        Arrays.setAll(ratios, i -> ours[i].cpuUs() / theirs[i].cpuUs());
        return BenchRow.of("CPU of a delta, " + a.name() + " / " + b.name(), "x", ratios)
                .against(b.name());
    }
}

package dev.tokenflow.bench.window;

import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.BenchRow;
import dev.tokenflow.bench.window.run.Round;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Rows of variants that take turns in every round: rates, and ratios that are taken round by round. */
final class Comparison {
    private static final List<Variant> STOCK = List.of(Variant.AGGREGATE, Variant.SORT, Variant.SQL, Variant.STREAMS);

    /** No target. */
    static final double NONE = Double.NaN;

    /**
     * How many times faster than the others TokenFlow should be; {@link #NONE} where nothing is asked.
     *
     * @param stock the fastest of the ready-made windows
     * @param panes panes that a user builds before Flink's windows
     * @param keyBy a keyBy of single events
     */
    record Targets(double stock, double panes, double keyBy) {
        static final Targets UNJUDGED = new Targets(NONE, NONE, NONE);
    }

    private final BenchReport report;
    private final String on;
    private final Map<String, List<Round>> rounds;

    /**
     * @param on what was measured: the end of every row's name
     * @param rounds by {@link Variant#label}
     */
    Comparison(BenchReport report, String on, Map<String, List<Round>> rounds) {
        this.report = report;
        this.on = on;
        this.rounds = rounds;
    }

    /** Every variant's rate and cost, then the ratios between those that took part. */
    void add(Targets targets) {
        rounds.forEach((name, done) -> {
            report.add(BenchRow.of(name + ", " + on, "events/s", values(done, Round::eventsPerS)));
            report.add(BenchRow.of(name + ", " + on, "ns/event", values(done, Round::nsPerEvent)));
        });
        if (rounds.containsKey(Variant.TOKENFLOW.label())) {
            List<String> stock = STOCK.stream()
                    .map(Variant::label)
                    .filter(rounds::containsKey)
                    .toList();
            if (!stock.isEmpty()) {
                ratio(stock, targets.stock());
            }
            ratioIfThere(Variant.PANES, targets.panes());
            ratioIfThere(Variant.KEY_BY, targets.keyBy());
        }
    }

    /** One row: how many times the rate of {@code other} that of {@code name} is. */
    BenchRow ratio(String row, String name, String other) {
        double[] first = rates(name);
        double[] second = rates(other);
        return BenchRow.of(
                        row,
                        "x",
                        IntStream.range(0, first.length)
                                .mapToDouble(i -> first[i] / second[i])
                                .toArray())
                .against(other);
    }

    private void ratioIfThere(Variant peer, double target) {
        if (rounds.containsKey(peer.label())) {
            ratio(List.of(peer.label()), target);
        }
    }

    /** Against the fastest of some peers in each round. */
    private void ratio(List<String> peers, double target) {
        double[] tokenFlow = rates(Variant.TOKENFLOW.label());
        double[] ratios = IntStream.range(0, tokenFlow.length)
                .mapToDouble(i -> tokenFlow[i]
                        / peers.stream().mapToDouble(p -> rates(p)[i]).max().orElseThrow())
                .toArray();
        String fastest = peers.stream()
                .max((a, b) -> Double.compare(median(rates(a)), median(rates(b))))
                .orElseThrow();
        String name = "TokenFlow / " + (peers.size() > 1 ? "fastest of the ready-made windows" : fastest) + ", " + on;
        BenchRow row = BenchRow.of(name, "x", ratios).against(fastest);
        report.add(Double.isNaN(target) ? row : row.atLeast(target));
    }

    private double[] rates(String name) {
        return values(rounds.getOrDefault(name, List.of()), Round::eventsPerS);
    }

    private static double[] values(List<Round> rounds, ToDoubleFunction<Round> of) {
        return rounds.stream().mapToDouble(of).toArray();
    }

    private static double median(double[] values) {
        return Arrays.stream(values).sorted().toArray()[values.length / 2];
    }
}

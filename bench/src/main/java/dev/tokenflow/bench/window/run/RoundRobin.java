package dev.tokenflow.bench.window.run;

import dev.tokenflow.bench.report.BenchException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Lets variants take turns, so that a slow minute of the machine hits all of them: a short round to warm up, then the
 * rounds that count.
 */
public final class RoundRobin {
    private static final Duration WARM_UP_FILL = Duration.ofSeconds(1);
    private static final Duration WARM_UP = Duration.ofSeconds(2);

    private final PrintWriter progress;
    private final int rounds;
    private final Duration wall;

    public RoundRobin(PrintWriter progress, int rounds, Duration wall) {
        this.progress = progress;
        this.rounds = rounds;
        this.wall = wall;
    }

    /**
     * The rounds of each runner, in the order they were given.
     *
     * @param title what the progress lines start with
     * @param fillWall longest time before each round in which windows may fill
     */
    public Map<String, List<Round>> run(String title, Map<String, VariantRunner> runners, Duration fillWall)
            throws Exception {
        Map<String, List<Round>> results = new LinkedHashMap<>();
        for (int round = 0; round <= rounds; round++) {
            for (Map.Entry<String, VariantRunner> runner : runners.entrySet()) {
                String name = runner.getKey();
                Round done = round == 0
                        ? measure(name, runner.getValue(), shorter(fillWall, WARM_UP_FILL), shorter(wall, WARM_UP))
                        : measure(name, runner.getValue(), fillWall, wall);
                say(title + (round == 0 ? ", warm-up, " : ", round " + round + " of " + rounds + ", ") + name, done);
                if (round > 0) {
                    results.computeIfAbsent(name, unused -> new ArrayList<>()).add(done);
                }
            }
        }
        return results;
    }

    private static Round measure(String name, VariantRunner runner, Duration fillWall, Duration wall) throws Exception {
        try {
            return runner.measure(fillWall, wall);
        } catch (BenchException e) {
            throw new BenchException(name + ": " + e.getMessage());
        }
    }

    private void say(String what, Round round) {
        progress.println(String.format(
                Locale.ROOT,
                "%s: %,.0f events/s (%.1f s; %.1f s of event time, %,d rows)",
                what,
                round.eventsPerS(),
                round.wallNs() / 1e9,
                round.eventMs() / 1e3,
                round.rows()));
        progress.flush();
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}

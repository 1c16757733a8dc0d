package dev.tokenflow.bench.gateway;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** What was measured of each contender, round by round. */
final class Rounds {
    private final Map<Contender, Measured[]> seen = new LinkedHashMap<>();

    /** Measures one contender once. */
    @FunctionalInterface
    interface Run {
        Measured of(Contender contender) throws IOException, InterruptedException;
    }

    /** In every round, each contender has its turn. */
    static Rounds run(List<Contender> contenders, int rounds, Run run) throws IOException, InterruptedException {
        Rounds all = new Rounds();
        contenders.forEach(contender -> all.seen.put(contender, new Measured[rounds]));
        for (int i = 0; i < rounds; i++) {
            for (Contender contender : contenders) {
                all.of(contender)[i] = run.of(contender);
            }
        }
        return all;
    }

    Measured[] of(Contender contender) {
        return Objects.requireNonNull(seen.get(contender));
    }

    /** One figure of each round. */
    double[] of(Contender contender, ToDoubleFunction<Measured> figure) {
        return Arrays.stream(of(contender)).mapToDouble(figure).toArray();
    }
}

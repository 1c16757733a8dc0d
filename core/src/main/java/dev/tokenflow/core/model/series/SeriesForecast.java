package dev.tokenflow.core.model.series;

import dev.tokenflow.core.model.fit.BoostingConfig;
import dev.tokenflow.core.model.fit.BoostingLoss;
import dev.tokenflow.core.model.fit.GradientBoostingTrainer;
import dev.tokenflow.core.model.tree.Scorer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Forecasts of many series, judged walk-forward. The trees learn from the older part of every series; then all rows are
 * gone through in the order of time, and at each only what came before decides: how the forecasters are mixed, and how
 * far the upper bound is moved. Errors are in the unit of the values.
 */
public final class SeriesForecast {
    /** The bound is to hold so often. */
    public static final double UPPER = 0.95;

    private static final double FADE = 0.002;
    private static final double SIMPLE_FADE = 0.005;
    private static final double CLEARLY = 0.98;

    /** A row of a series: its time and value. */
    public record Point(double time, double value) {}

    /**
     * The results at one horizon.
     *
     * @param horizon rows ahead
     * @param rows that were judged
     * @param chosen the forecaster with the largest part in ours
     * @param mae mean absolute error of ours, the {@link BlendedForecast}
     * @param maeOf of each forecaster by itself
     * @param pinball loss of our upper bound
     * @param pinballOf of each forecaster's bound by itself
     * @param coverage share of rows our upper bound was not exceeded in
     */
    public record Outcome(
            int horizon,
            int rows,
            Forecaster chosen,
            double mae,
            Map<Forecaster, Double> maeOf,
            double pinball,
            Map<Forecaster, Double> pinballOf,
            double coverage) {}

    private final List<List<Point>> series;
    private final int[] trainRows;
    private final BoostingConfig config;

    /**
     * @param series points of each, by time
     * @param trainFraction older share of every series that is learnt from, above 0 and below 1
     */
    public SeriesForecast(List<List<Point>> series, double trainFraction, BoostingConfig config) {
        if (!(trainFraction > 0 && trainFraction < 1)) {
            throw new IllegalArgumentException("train fraction is " + trainFraction + ", expected between 0 and 1");
        }
        this.series = series;
        this.config = config;
        trainRows = series.stream()
                .mapToInt(points -> (int) (trainFraction * points.size()))
                .toArray();
    }

    /** One row to be forecast. */
    private static final class Origin {
        final double time;
        final int series;
        final int index;
        final double[] inputs = new double[SeriesHistory.NAMES.size()];
        final double last;
        final double ewma;
        final double median;

        Origin(double time, int series, int index, SeriesHistory history) {
            this.time = time;
            this.series = series;
            this.index = index;
            history.fill(inputs);
            last = history.last();
            ewma = history.ewma();
            median = history.median();
        }
    }

    /**
     * Learns and judges at one horizon.
     *
     * @param horizon rows ahead, &ge; 1
     * @return null when there are no rows to learn from or to judge
     */
    public @Nullable Outcome judge(int horizon) {
        List<Origin> all = origins();
        List<Origin> fitted = all.stream()
                .filter(o -> o.index + horizon < trainRows[o.series])
                .toList();
        if (fitted.size() < 2 * config.leastLeaf()) {
            return null;
        }
        int inputs = SeriesHistory.NAMES.size();
        double[] rows = new double[fitted.size() * inputs];
        double[] targets = new double[fitted.size()];
        SeenRange seen = new SeenRange();
        for (int i = 0; i < targets.length; i++) {
            Origin origin = fitted.get(i);
            System.arraycopy(origin.inputs, 0, rows, i * inputs, inputs);
            targets[i] = target(origin, horizon) - origin.last;
            seen.add(origin.inputs);
        }
        Scorer middle = new GradientBoostingTrainer(config.withLoss(BoostingLoss.ABSOLUTE)).fit(rows, inputs, targets);
        Scorer upper =
                new GradientBoostingTrainer(config.withLoss(BoostingLoss.pinball(UPPER))).fit(rows, inputs, targets);
        double warmUpTime = fitted.get((int) ((1 - config.validationShare()) * (fitted.size() - 1))).time;
        return new Walk(horizon, middle, upper, seen, warmUpTime).run(all);
    }

    /** Every row of every series with what was known then, by time. */
    private List<Origin> origins() {
        List<Origin> all = new ArrayList<>();
        for (int s = 0; s < series.size(); s++) {
            SeriesHistory history = new SeriesHistory();
            List<Point> points = series.get(s);
            for (int i = 0; i < points.size(); i++) {
                history.add(points.get(i).time(), points.get(i).value());
                all.add(new Origin(points.get(i).time(), s, i, history));
            }
        }
        all.sort(Comparator.comparingDouble((Origin o) -> o.time)
                .thenComparingInt(o -> o.series)
                .thenComparingInt(o -> o.index));
        return all;
    }

    private double target(Origin origin, int horizon) {
        return series.get(origin.series).get(origin.index + horizon).value();
    }

    /** The forecasts made at a row, until the true value is known. */
    private record Said(int index, double[] middle, double ours, double[] upper, Forecaster bounding) {}

    private final class Walk {
        private final int horizon;
        private final Scorer middle;
        private final Scorer upper;
        private final SeenRange seen;
        private final double warmUpTime;
        private final Forecaster[] ways = Forecaster.values();
        private final OnlineBound[] bounds = new OnlineBound[ways.length];
        private final double[] recentError = new double[ways.length];
        private final double[] recentPinball = new double[ways.length];
        private final double[] error = new double[ways.length];
        private final double[] pinball = new double[ways.length];
        private final double[] parts = new double[ways.length];
        private final BlendedForecast blended = new BlendedForecast(series.size());
        private final List<Deque<Said>> open = new ArrayList<>();
        private final BoostingLoss loss = BoostingLoss.pinball(UPPER);
        private long learnt;
        private int rows;
        private int covered;
        private double ourError;
        private double ourPinball;

        Walk(int horizon, Scorer middle, Scorer upper, SeenRange seen, double warmUpTime) {
            this.horizon = horizon;
            this.middle = middle;
            this.upper = upper;
            this.seen = seen;
            this.warmUpTime = warmUpTime;
            Arrays.setAll(bounds, i -> new OnlineBound(UPPER));
            series.forEach(points -> open.add(new ArrayDeque<>()));
        }

        @Nullable
        Outcome run(List<Origin> all) {
            for (Origin origin : all) {
                Deque<Said> said = open.get(origin.series);
                if (!said.isEmpty() && said.peek().index() == origin.index - horizon) {
                    learn(said.remove(), origin);
                }
                if (origin.time >= warmUpTime) {
                    said.add(say(origin));
                }
            }
            return rows == 0 ? null : outcome();
        }

        private Said say(Origin origin) {
            double[] middles = {0, origin.last, origin.ewma, origin.median};
            double trees = seen.contains(origin.inputs)
                    ? origin.last + middle.score(origin.inputs)
                    : middles[bestSimple(recentError)];
            middles[Forecaster.TREES.ordinal()] = trees;
            double[] uppers = {
                Math.max(trees, origin.last + upper.score(origin.inputs)), origin.last, origin.ewma, origin.median
            };
            double ours = blended.say(origin.series, middles);
            return new Said(origin.index, middles, ours, uppers, bounding());
        }

        /** The simple one with the smallest error of late. Nothing known yet: the last value. */
        private int bestSimple(double[] errors) {
            int best = Forecaster.PERSISTENCE.ordinal();
            for (int way = Forecaster.EWMA.ordinal(); way < errors.length; way++) {
                best = errors[way] < errors[best] ? way : best;
            }
            return best;
        }

        /** Whose bound is followed: the trees' must be clearly better than what is simpler. */
        private Forecaster bounding() {
            int best = bestSimple(recentPinball);
            boolean isTrees = recentPinball[Forecaster.TREES.ordinal()] < CLEARLY * recentPinball[best];
            return isTrees ? Forecaster.TREES : ways[best];
        }

        private void learn(Said said, Origin now) {
            double came = now.last;
            boolean judged = now.index >= trainRows[now.series];
            learnt++;
            if (judged) {
                ourError += Math.abs(came - said.ours);
                blended.addParts(now.series, parts);
            }
            blended.learn(now.series, said.middle, came);
            double weight = Math.max(FADE, 1.0 / learnt);
            double simpleWeight = Math.max(SIMPLE_FADE, 1.0 / learnt);
            for (int way = 0; way < ways.length; way++) {
                double off = Math.abs(came - said.middle[way]);
                double bound = said.upper[way] + bounds[way].shift();
                double pin = loss.of(came - bound);
                if (judged) {
                    error[way] += off;
                    pinball[way] += pin;
                    if (ways[way] == said.bounding) {
                        ourPinball += pin;
                        covered += came <= bound ? 1 : 0;
                    }
                }
                recentError[way] += simpleWeight * (off - recentError[way]);
                recentPinball[way] += weight * (pin - recentPinball[way]);
                bounds[way].learn(came - said.upper[way], off);
            }
            rows += judged ? 1 : 0;
        }

        private Outcome outcome() {
            Map<Forecaster, Double> errors = new EnumMap<>(Forecaster.class);
            Map<Forecaster, Double> pinballs = new EnumMap<>(Forecaster.class);
            int most = 0;
            for (int way = 0; way < ways.length; way++) {
                errors.put(ways[way], error[way] / rows);
                pinballs.put(ways[way], pinball[way] / rows);
                most = parts[way] > parts[most] ? way : most;
            }
            return new Outcome(
                    horizon,
                    rows,
                    ways[most],
                    ourError / rows,
                    errors,
                    ourPinball / rows,
                    pinballs,
                    (double) covered / rows);
        }
    }
}

package dev.tokenflow.core.model.series;

import java.util.Arrays;

/**
 * The forecast that TokenFlow makes of the {@link Forecaster forecasters}'. Its experts are these, the trees halfway to
 * each simple one (forecasts that err differently are better together: Bates and Granger, "The combination of
 * forecasts", 1969), and the median of all, which one wild forecast does not move. What was learnt on all series and
 * what was learnt on the series itself each give a mixture, and these two are mixed in the same way.
 */
final class BlendedForecast {
    private static final int WAYS = Forecaster.values().length;
    private static final int TREES = Forecaster.TREES.ordinal();
    private static final int EXPERTS = WAYS + (WAYS - 1) + 1;

    private final Blend shared = new Blend(EXPERTS, Forecaster.PERSISTENCE.ordinal());
    private final Blend[] own;
    private final Blend both = new Blend(2, 0);

    BlendedForecast(int series) {
        own = new Blend[series];
        Arrays.setAll(own, s -> new Blend(EXPERTS, Forecaster.PERSISTENCE.ordinal()));
    }

    /** What the experts say when the forecasters say this. */
    private static double[] experts(double[] forecasts) {
        double[] experts = Arrays.copyOf(forecasts, EXPERTS);
        int at = WAYS;
        for (int way = 0; way < WAYS; way++) {
            if (way != TREES) {
                experts[at++] = (forecasts[TREES] + forecasts[way]) / 2;
            }
        }
        double[] sorted = forecasts.clone();
        Arrays.sort(sorted);
        experts[at] = (sorted[WAYS / 2 - 1] + sorted[WAYS / 2]) / 2;
        return experts;
    }

    /** Shares of the experts for a series. */
    private double[] shares(int series) {
        double[] outer = both.shares();
        double[] all = shared.shares();
        double[] its = own[series].shares();
        double[] shares = new double[EXPERTS];
        for (int i = 0; i < EXPERTS; i++) {
            shares[i] = outer[0] * all[i] + outer[1] * its[i];
        }
        return shares;
    }

    /** @param forecasts of each forecaster, in their order */
    double say(int series, double[] forecasts) {
        return Blend.mix(shares(series), experts(forecasts));
    }

    /** Adds what each forecaster has a part in now; the median of all is nobody's. */
    void addParts(int series, double[] parts) {
        double[] shares = shares(series);
        int at = WAYS;
        for (int way = 0; way < WAYS; way++) {
            parts[way] += shares[way];
            if (way != TREES) {
                double half = shares[at++] / 2;
                parts[way] += half;
                parts[TREES] += half;
            }
        }
    }

    /** Takes in what came after the forecasters had said this. */
    void learn(int series, double[] forecasts, double came) {
        double[] experts = experts(forecasts);
        both.learn(new double[] {shared.mix(experts), own[series].mix(experts)}, came);
        shared.learn(experts, came);
        own[series].learn(experts, came);
    }
}

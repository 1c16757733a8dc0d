package dev.tokenflow.core.diagnosis;

/**
 * How probable each of a list of loss rates is on a path, given what was sent and what was lost of it. It is the
 * forward filter of a hidden Markov model whose states are loss rates (Rabiner, "A tutorial on hidden Markov models",
 * Proc. IEEE 1989): between two looks the rate may change with a constant hazard, and at a look every rate is weighed
 * by how well it explains the losses, which are Poisson. A sum over a window would forget a loss all at once, and would
 * need one length for busy and for thin paths; here a look of a hundred segments counts for as much as it tells.
 *
 * <p>The state is an array of probabilities, as long as {@link #COUNT}, that sums to 1.
 */
final class LossLevels {
    /** Loss rates, from next to nothing to what no stream survives. */
    private static final double[] RATES = {1e-4, 1e-3, 3e-3, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32};

    static final int COUNT = RATES.length;

    /** Between the largest rate that is ordinary and the smallest that is loss, their geometric mean. */
    static final double ORDINARY = Math.sqrt(3e-3 * 0.01);

    private static final double[] LOGS = new double[COUNT];

    /** Losses beyond which an overflowing queue explains any number of them. */
    private static final int MOST_COUNTED = 40;

    /** No rate is ever ruled out: the path may change. */
    private static final float LEAST = 1e-9f;

    static {
        for (int i = 0; i < COUNT; i++) {
            LOGS[i] = Math.log(RATES[i]);
        }
    }

    private LossLevels() {}

    /** Of a path of which nothing is known. */
    static float[] initial(DiagnosisConfig.Loss config) {
        float[] levels = new float[COUNT];
        reset(levels, config);
        return levels;
    }

    /** Forgets what was seen. */
    static void reset(float[] levels, DiagnosisConfig.Loss config) {
        for (int i = 0; i < COUNT; i++) {
            levels[i] = (float) prior(i, config);
        }
    }

    private static double prior(int level, DiagnosisConfig.Loss config) {
        return RATES[level] < ORDINARY ? (1 - config.prior()) * (level == 0 ? 0.8 : 0.1) : config.prior() / (COUNT - 3);
    }

    /** Time passes in which the rate may have changed, s. */
    static void pass(float[] levels, double seconds, DiagnosisConfig.Loss config) {
        double changed = 1 - Math.exp(-seconds / config.memoryS());
        for (int i = 0; i < COUNT; i++) {
            levels[i] += (float) (changed * (prior(i, config) - levels[i]));
        }
    }

    /** Of {@code segments}, {@code lost} were lost. */
    static void saw(float[] levels, double segments, double lost) {
        weigh(levels, i -> lost * LOGS[i] - segments * RATES[i]);
    }

    /**
     * Of {@code segments}, at most {@code lost} were lost on the way: that many are missing, and an overflowing queue
     * may have taken any of them. So few losses speak against high rates, and many speak for nothing.
     */
    static void sawAtMost(float[] levels, double segments, double lost) {
        if (lost <= MOST_COUNTED) {
            weigh(levels, i -> Math.log(atMost((int) Math.round(lost), segments * RATES[i])));
        }
    }

    /** Probability that a Poisson variable of this mean is at most {@code most}. */
    private static double atMost(int most, double mean) {
        double term = Math.exp(-mean);
        double sum = term;
        for (int i = 1; i <= most; i++) {
            term *= mean / i;
            sum += term;
        }
        return Math.max(sum, Double.MIN_NORMAL);
    }

    private interface Likelihood {
        double log(int level);
    }

    private static void weigh(float[] levels, Likelihood likelihood) {
        double most = Double.NEGATIVE_INFINITY;
        double[] logs = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            logs[i] = likelihood.log(i);
            most = Math.max(most, logs[i]);
        }
        double sum = 0;
        for (int i = 0; i < COUNT; i++) {
            levels[i] = Math.max(LEAST, (float) (levels[i] * Math.exp(logs[i] - most)));
            sum += levels[i];
        }
        for (int i = 0; i < COUNT; i++) {
            levels[i] /= (float) sum;
        }
    }

    /** Probability that the rate is above a bound. */
    static double above(float[] levels, double bound) {
        double sum = 0;
        for (int i = COUNT - 1; i >= 0 && RATES[i] > bound; i--) {
            sum += levels[i];
        }
        return sum;
    }

    /** The expected rate, 0 to 1. */
    static double mean(float[] levels) {
        double sum = 0;
        for (int i = 0; i < COUNT; i++) {
            sum += levels[i] * RATES[i];
        }
        return sum;
    }
}

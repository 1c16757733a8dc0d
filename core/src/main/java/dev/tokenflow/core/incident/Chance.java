package dev.tokenflow.core.incident;

/** How probable a coincidence is. */
final class Chance {
    private static final int EXACT = 32;
    private static final double[] LOG_FACTORIALS = new double[EXACT];

    static {
        for (int n = 2; n < EXACT; n++) {
            LOG_FACTORIALS[n] = LOG_FACTORIALS[n - 1] + Math.log(n);
        }
    }

    private Chance() {}

    /**
     * Upper tail of the binomial distribution: the probability that of {@code n} at least {@code k} are in trouble when
     * each is with probability {@code p} and none because of another.
     *
     * @param k 0 to {@code n}
     * @param p above 0 and below 1
     */
    static double atLeast(int k, int n, double p) {
        if (k <= n * p) {
            return 1; // no coincidence to speak of
        }
        double term = Math.exp(logChoose(n, k) + k * Math.log(p) + (n - k) * Math.log1p(-p));
        double odds = p / (1 - p);
        double sum = 0;
        for (int i = k; i <= n && term > sum * 1e-12; i++) {
            sum += term;
            term *= odds * (n - i) / (i + 1);
        }
        return Math.min(1, sum);
    }

    private static double logChoose(int n, int k) {
        return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
    }

    /** Stirling's series (Abramowitz and Stegun 6.1.41), wrong by less than 1e-10 from 32 on. */
    private static double logFactorial(int n) {
        if (n < EXACT) {
            return LOG_FACTORIALS[n];
        }
        double x = n + 1.0;
        return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x * x * x);
    }
}

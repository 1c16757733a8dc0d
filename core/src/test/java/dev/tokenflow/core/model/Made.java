package dev.tokenflow.core.model;

import java.util.Arrays;
import java.util.Random;

/** Made-up rows. */
public final class Made {
    public final double[] rows;
    public final double[] targets;
    final boolean[] anomalies;
    public final int inputs;

    private Made(int count, int inputs) {
        this.inputs = inputs;
        rows = new double[count * inputs];
        targets = new double[count];
        anomalies = new boolean[count];
    }

    /** A normal cloud, and every 20th row far outside of it in one random direction. */
    public static Made cloudWithOutliers(int count, int inputs, long seed) {
        Random random = new Random(seed);
        Made made = new Made(count, inputs);
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < inputs; k++) {
                made.rows[i * inputs + k] = random.nextGaussian();
            }
            if (i % 20 == 7) {
                made.anomalies[i] = true;
                made.rows[i * inputs + random.nextInt(inputs)] = random.nextBoolean() ? 8 : -8;
            }
        }
        return made;
    }

    /** {@code y = 3 x0 + 2 [x1 > 0.5] + noise}; all inputs uniform in 0 to 1. */
    public static Made steps(int count, int inputs, double noise, long seed) {
        Random random = new Random(seed);
        Made made = new Made(count, inputs);
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < inputs; k++) {
                made.rows[i * inputs + k] = random.nextDouble();
            }
            made.targets[i] = 3 * made.rows[i * inputs]
                    + (made.rows[i * inputs + 1] > 0.5 ? 2 : 0)
                    + noise * random.nextGaussian();
        }
        return made;
    }

    public int count() {
        return targets.length;
    }

    public double[] row(int i) {
        return Arrays.copyOfRange(rows, i * inputs, (i + 1) * inputs);
    }

    /** Chance that an anomaly scores higher than an ordinary row. */
    public double rocAuc(double[] scores) {
        double wins = 0;
        long pairs = 0;
        for (int i = 0; i < count(); i++) {
            for (int k = 0; k < count(); k++) {
                if (anomalies[i] && !anomalies[k]) {
                    pairs++;
                    wins += scores[i] > scores[k] ? 1 : scores[i] == scores[k] ? 0.5 : 0;
                }
            }
        }
        return wins / pairs;
    }
}

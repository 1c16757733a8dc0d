package dev.tokenflow.core.model.fit;

import java.io.Serializable;

/**
 * How an isolation forest is grown; the defaults are those of Liu et al. 2008.
 *
 * @param trees 1 to 10,000
 * @param subsample samples a tree, 2 to 4,096: more hide anomalies behind each other
 * @param seed the same seed and rows give the same forest
 */
public record ForestConfig(int trees, int subsample, long seed) implements Serializable {
    public static final ForestConfig DEFAULT = new ForestConfig(100, 256, 1);

    public ForestConfig {
        if (trees < 1 || trees > 10_000) {
            throw new IllegalArgumentException("trees is " + trees + ", expected 1 to 10000");
        }
        if (subsample < 2 || subsample > 4_096) {
            throw new IllegalArgumentException("subsample is " + subsample + ", expected 2 to 4096");
        }
        if ((long) trees * subsample > 1 << 24) {
            throw new IllegalArgumentException(trees + " trees of " + subsample
                    + " samples are too large a forest: at most 16777216 samples in all");
        }
    }

    public ForestConfig withSeed(long otherSeed) {
        return new ForestConfig(trees, subsample, otherSeed);
    }
}

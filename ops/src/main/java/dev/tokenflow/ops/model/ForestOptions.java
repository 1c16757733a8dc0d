package dev.tokenflow.ops.model;

import dev.tokenflow.core.model.fit.ForestConfig;
import picocli.CommandLine.Option;

/** {@code --trees} and {@code --subsample}: the size of an isolation forest. */
final class ForestOptions {
    @Option(
            names = "--trees",
            defaultValue = "100",
            paramLabel = "N",
            description = "Trees of a forest. Default: ${DEFAULT-VALUE}.")
    private int trees;

    @Option(
            names = "--subsample",
            defaultValue = "256",
            paramLabel = "N",
            description = "Rows a tree is grown from, 2 to 4096. Default: ${DEFAULT-VALUE}.")
    private int subsample;

    /**
     * A forest of this size.
     *
     * @param seed of its random numbers
     * @throws IllegalArgumentException when a number is out of range
     */
    ForestConfig config(long seed) {
        return new ForestConfig(trees, subsample, seed);
    }
}

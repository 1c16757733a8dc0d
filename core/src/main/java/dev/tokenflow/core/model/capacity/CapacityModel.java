package dev.tokenflow.core.model.capacity;

import dev.tokenflow.core.model.tree.GradientBoostedTrees;

/**
 * Says a low quantile of what a path will carry.
 *
 * @param trees of the inputs of {@link dev.tokenflow.core.pacing.capacity.CapacityTrack#INPUTS}
 * @param shift added to what they say, so that it holds as often as it should on trips that were not learnt
 */
public record CapacityModel(GradientBoostedTrees trees, double shift) {
    /** The logarithm of the capacity over the last one measured. */
    public double score(double[] inputs) {
        return trees.score(inputs) + shift;
    }
}

package dev.tokenflow.lab.experiment.capacity;

import dev.tokenflow.core.model.capacity.CapacityForecast;
import dev.tokenflow.core.model.capacity.CapacityScore;
import dev.tokenflow.core.pacing.capacity.CapacityHorizon;

/**
 * How good one way to foretell was on one link, without having learnt from its trip.
 *
 * @param link by name
 * @param horizon how far ahead
 * @param way to foretell
 * @param bySight against what the path was seen to carry
 * @param byTruth against what the link is known to have carried
 */
public record CapacityJudgement(
        String link, CapacityHorizon horizon, CapacityForecast way, CapacityScore bySight, CapacityScore byTruth) {}

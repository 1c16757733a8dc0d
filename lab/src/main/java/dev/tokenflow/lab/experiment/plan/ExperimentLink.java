package dev.tokenflow.lab.experiment.plan;

import dev.tokenflow.simulator.link.LinkTimeline;

/**
 * A link to stream over.
 *
 * @param name for people, one word
 * @param timeline what it does, without end
 * @param lengthNs until it repeats or stays as it is
 * @param meanBitsPerSecond over that length; infinite when nothing limits it
 */
public record ExperimentLink(String name, LinkTimeline timeline, long lengthNs, double meanBitsPerSecond) {}

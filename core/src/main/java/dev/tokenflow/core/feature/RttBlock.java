package dev.tokenflow.core.feature;

/**
 * Round trips of one block of the long window.
 *
 * @param endMs exclusive end, ms since 1970
 * @param rtt   the samples
 */
public record RttBlock(long endMs, RttSketch rtt) {}

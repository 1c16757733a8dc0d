package dev.tokenflow.core.feature;

/**
 * Smallest round trip of one block of the baseline.
 *
 * @param endMs exclusive end, ms since 1970
 * @param minUs us
 */
public record RttMinimum(long endMs, int minUs) {}

package dev.tokenflow.lab.network;

/**
 * What a link said of itself.
 *
 * @param atNs monotonic time
 * @param queueMs how long its queue takes to drain at the rate of the moment
 */
public record LinkStatus(long atNs, double queueMs) {}

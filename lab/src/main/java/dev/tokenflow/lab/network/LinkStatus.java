package dev.tokenflow.lab.network;

/**
 * The state of a link at an instant, as the link reports it.
 *
 * @param atNs monotonic time
 * @param queueMs how long its queue takes to drain at the rate of the moment
 */
public record LinkStatus(long atNs, double queueMs) {}

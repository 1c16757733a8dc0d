package dev.tokenflow.bench.gateway.load;

import org.HdrHistogram.Histogram;

/**
 * What readers saw during some seconds.
 *
 * @param deltas that came
 * @param delays of all but the first of each answer, from when they were due, ns
 * @param firsts times from a request to its first delta, ns
 * @param bytes that the live readers' sockets received
 * @param segments that carried them
 * @param lateReaders live readers with more than one late delta in a hundred
 */
public record Window(long deltas, Histogram delays, Histogram firsts, long bytes, long segments, long lateReaders) {
    static final long LATE_NS = 50_000_000;

    /** Of IPv4 and TCP with timestamps. */
    private static final int HEADER_BYTES = 52;

    private static final double NS_PER_MS = 1e6;

    /** Bytes of a delta on a wire, headers of IP and TCP included. */
    public double bytesPerDelta() {
        return (bytes + HEADER_BYTES * (double) segments) / deltas;
    }

    /** The 99th percentile of the delays, ms. */
    public double delayP99Ms() {
        return delays.getValueAtPercentile(99) / NS_PER_MS;
    }

    /** The median of the delays, ms. */
    public double delayP50Ms() {
        return delays.getValueAtPercentile(50) / NS_PER_MS;
    }

    /** The 99th percentile of the times to a first delta, ms. */
    public double firstP99Ms() {
        return firsts.getValueAtPercentile(99) / NS_PER_MS;
    }
}

package dev.tokenflow.bench.window.peer;

/**
 * What a peer says of a client's window; round trips in us.
 *
 * @param client {@link FlatEvent#client}
 * @param windowEndMs exclusive end, ms since 1970
 * @param count RTT samples
 * @param minUs smallest
 * @param maxUs largest
 * @param meanUs mean
 * @param p95Us 95th percentile
 * @param retransmits segments sent again
 * @param bytesAcked payload bytes acknowledged
 */
public record WindowRow(
        long client,
        long windowEndMs,
        long count,
        int minUs,
        int maxUs,
        double meanUs,
        double p95Us,
        long retransmits,
        long bytesAcked) {}

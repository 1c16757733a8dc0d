package dev.tokenflow.report.timeline;

/**
 * A client's path as the job's features saw it in one step; NaN = unknown.
 *
 * @param rttP50Ms median round trip
 * @param rttP95Ms 95th percentile
 * @param rttMinMs smallest
 * @param rttMeanMs mean
 * @param rttMaxMs largest
 * @param retransmitRate share of segments sent again, 0 to 1
 * @param retransmits segments sent again in this step
 * @param goodputBitsPerSecond delivery rate: wire bits acknowledged a second, headers included; the CSV file calls it
 *     goodput
 */
public record TransportSample(
        double rttP50Ms,
        double rttP95Ms,
        double rttMinMs,
        double rttMeanMs,
        double rttMaxMs,
        double retransmitRate,
        double retransmits,
        double goodputBitsPerSecond) {
    /** No feature arrived in this step. */
    public static final TransportSample UNKNOWN = new TransportSample(
            Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}

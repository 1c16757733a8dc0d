package dev.tokenflow.report.timeline;

/**
 * The link in one step; NaN = unknown.
 *
 * @param capacityBitsPerSecond what it carries
 * @param queueMs how long the bytes queued in it need to drain, largest in the step
 */
public record LinkSample(double capacityBitsPerSecond, double queueMs) {
    /** Nothing is known of the link. */
    public static final LinkSample UNKNOWN = new LinkSample(Double.NaN, Double.NaN);
}

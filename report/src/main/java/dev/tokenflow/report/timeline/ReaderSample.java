package dev.tokenflow.report.timeline;

/**
 * What the readers of a network felt in one step.
 *
 * @param tokensDelivered tokens that arrived since the arm's start
 * @param tokensPerSecond tokens that arrived in this step, a second, all streams together; NaN unknown
 * @param tokenDelayP95Ms 95th percentile delay of the tokens that arrived in this step; NaN when none did
 * @param activeStreams streams open at the end of the step
 * @param stallShare share of the readers' time in this step spent waiting for a token, 0 to 1; NaN unknown
 */
public record ReaderSample(
        long tokensDelivered, double tokensPerSecond, double tokenDelayP95Ms, int activeStreams, double stallShare) {
    public ReaderSample {
        if (tokensDelivered < 0 || activeStreams < 0) {
            throw new IllegalArgumentException(
                    tokensDelivered + " tokens on " + activeStreams + " streams, expected no negative counts");
        }
    }
}

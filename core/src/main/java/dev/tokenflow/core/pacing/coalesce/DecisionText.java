package dev.tokenflow.core.pacing.coalesce;

import dev.tokenflow.core.pacing.PathForecast;

/** The sentence that says why a decision is what it is. */
final class DecisionText {
    private final PathForecast forecast;

    DecisionText(PathForecast forecast) {
        this.forecast = forecast;
    }

    /** A budget holds. */
    String limited(QueueDetector queue, boolean isProbing, double capacity, int streams) {
        String regime = queue.stands()
                ? "a queue stands"
                : isProbing ? "probing for more" : "held below the remembered capacity";
        return regime + ": queue " + whole(queue.delayMs()) + " ms over " + whole(queue.baseline())
                + " ms, path carries " + whole(capacity / 1e3) + " kB/s, " + streams
                + (streams == 1 ? " stream" : " streams") + forecastText();
    }

    /** A queue stands that is somebody else's. */
    String notOurs(QueueDetector queue) {
        return "a queue of " + whole(queue.aboveMeasuredBaselineMs())
                + " ms stands that does not follow our demand: released";
    }

    /** Segments are lost, and no queue stands. */
    String lossy(double lossShare) {
        return Math.round(1_000 * lossShare) / 10.0 + " % of segments lost and no queue: chunks would only add delay";
    }

    /** A budget holds, of which nothing new is known. */
    String heldForReceiver(double share) {
        return receiverLimited(share) + "; held below the remembered capacity meanwhile";
    }

    /** The reader and not the network sets the pace. */
    String receiverLimited(double share) {
        return "the receiver's window is the limit in " + Math.round(100 * share)
                + " % of the time: the reader is slow, not the network";
    }

    /** No budget, no loss. */
    String clear(boolean isQueueSuspected) {
        return (isQueueSuspected ? "round trips rose, one more look" : "round trips are near the baseline")
                + forecastText();
    }

    /** What the forecast had to do with it; nothing when there is none. */
    private String forecastText() {
        if (!forecast.isKnown()) {
            return "";
        }
        if (!forecast.trusted()) {
            return "; the forecast is not used, it does no better than the last value";
        }
        return "; " + whole(forecast.rttMs()) + " ms are forecast";
    }

    private static String whole(double value) {
        return Double.isNaN(value) ? "unknown" : Long.toString(Math.round(value));
    }
}

package dev.tokenflow.lab.experiment.plan;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.lab.arm.LoopSettings;
import dev.tokenflow.simulator.wire.GzipAnswerBytes;
import java.time.Duration;

/**
 * One link at one demand: what every arm and seed has in common.
 *
 * @param link between the server and the clients
 * @param demand of all streams at one token a chunk, over the link's mean rate; NaN when the link has no limit
 * @param clients addresses behind the link
 * @param streams of each client
 * @param neighbours more clients of the same prefix, each alone behind a good link, whose hints must not change
 * @param tokensPerSecond the model's full rate
 * @param answerTokens length of an answer
 * @param duration of a run
 */
public record Experiment(
        ExperimentLink link,
        double demand,
        int clients,
        int streams,
        int neighbours,
        double tokensPerSecond,
        int answerTokens,
        Duration duration) {
    /** A link that is fuller has queues that come and go with the requests. */
    private static final double FITTING_SHARE = 0.85;

    /** Of all streams at one token a chunk, bit/s. */
    public double demandBitsPerSecond() {
        return clients * streams * streamBitsPerSecond(tokensPerSecond);
    }

    /** Of one stream at one token a chunk, bit/s. */
    public static double streamBitsPerSecond(double tokensPerSecond) {
        return 8 * WireCost.DEFAULT.streamBytesPerSecond(tokensPerSecond, 1);
    }

    /** Of all streams at one token a chunk when they are compressed, bit/s. */
    public double compressedBitsPerSecond() {
        return clients * streams * 8 * GzipAnswerBytes.MEAN.streamBytesPerSecond(tokensPerSecond, 1);
    }

    /**
     * Whether compression alone is enough: one token a chunk, compressed, takes at most 85 % of the link in every
     * second of the run.
     */
    public boolean gzipFits() {
        return seconds().carries(compressedBitsPerSecond(), FITTING_SHARE);
    }

    /** The law's bounds for this model. */
    public PacingConfig pacing(LoopSettings loop) {
        return loop.pacing(PacingConfig.DEFAULT.withRateCap(tokensPerSecond));
    }

    public LinkSeconds seconds() {
        int seconds = (int) Math.ceilDiv(duration.toMillis(), 1_000L);
        return new LinkSeconds(link.timeline(), demandBitsPerSecond(), seconds);
    }
}

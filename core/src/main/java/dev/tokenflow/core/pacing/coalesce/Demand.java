package dev.tokenflow.core.pacing.coalesce;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.core.pacing.coalesce.MemoryPlaces.Place;
import dev.tokenflow.core.path.PathSignals;

/** How much the client's streams ask of the path, in wire bytes a second, at any rate and chunk. */
final class Demand {
    private final PacingConfig config;
    private final PathSignals in;
    private final WireCost wire;
    private final CoalesceTuning tuning;
    private final int streams;
    private final double recentStreams;
    private final boolean hasGrown;

    Demand(
            MemoryPlaces memory,
            PathSignals in,
            double sinceLastS,
            PacingConfig config,
            WireCost wire,
            CoalesceTuning tuning) {
        this.config = config;
        this.in = in;
        this.tuning = tuning;
        this.wire = wire;
        double atLastStep = memory.number(Place.STREAMS);
        double remembered = atLastStep * Math.exp(-sinceLastS / tuning.step().streamsS());
        streams = Math.max(1, in.activeStreams());
        recentStreams = Math.max(streams, Double.isNaN(remembered) ? 0 : remembered);
        hasGrown = Double.isNaN(atLastStep) || streams > tuning.cause().grownShare() * atLastStep;
    }

    void write(MemoryPlaces memory) {
        memory.put(Place.STREAMS, recentStreams);
    }

    /** Streams that are active now; at least 1. */
    int streams() {
        return streams;
    }

    /** Whether about as many streams are active now as in the last seconds: fewer need less only for the moment. */
    boolean isAtItsHighest(double share) {
        return streams >= share * recentStreams;
    }

    /** Whether streams began since the last step, beyond the few that replace others. */
    boolean hasGrown() {
        return hasGrown;
    }

    /** Of all streams at {@code rate} tokens a second each, in chunks of {@code chunk} tokens. */
    double at(double rate, double chunk) {
        return recentStreams * wire.streamBytesPerSecond(rate, chunk);
    }

    /** At full rate in chunks of {@code chunk} tokens. */
    double atFullRate(double chunk) {
        return at(config.rateCap(), chunk);
    }

    /**
     * At full rate in events of {@code chunk} tokens, by what events cost on this path rather than by the
     * configuration: what senders that count bytes ask for.
     */
    double inEvents(double chunk) {
        return recentStreams * config.rateCap() / chunk * eventBytes(chunk);
    }

    /** Of streams that do what {@code decision} says. */
    double under(PacingDecision decision) {
        return at(rate(decision), decision.tokensPerChunk());
    }

    /** The rate that {@code decision} allows, tokens a second. */
    double rate(PacingDecision decision) {
        return Double.isNaN(decision.tokensPerSecond()) ? config.rateCap() : decision.tokensPerSecond();
    }

    /** Time one chunk of {@code chunk} tokens takes at {@code bytesPerSecond}, ms. */
    double serviceMs(double chunk, double bytesPerSecond) {
        return 1e3 * eventBytes(chunk) / bytesPerSecond;
    }

    /**
     * Wire bytes of an event of {@code chunk} tokens. Where the path's own segments are clearly smaller, as with
     * compressed events, those of a segment: no fewer than headers and one token, which is what remains when the rate
     * has just fallen and the segments of some seconds have not.
     */
    private double eventBytes(double chunk) {
        double configured = wire.chunkBytes(chunk);
        double mean = in.deliveryRate() * tuning.step().segmentsS() / in.segments();
        double seen = Math.max(mean, wire.segmentBytes() + wire.tokenBytes());
        return seen < tuning.use().smallShare() * configured ? seen : configured;
    }
}

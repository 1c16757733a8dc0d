package dev.tokenflow.core.pacing.coalesce;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.core.pacing.coalesce.MemoryPlaces.Place;
import dev.tokenflow.core.path.PathSignals;

/** How much the client's streams ask of the path, in wire bytes a second, at any rate and chunk. */
final class Demand {
    private final PacingConfig config;
    private final WireCost wire;
    private final int streams;
    private final double recentStreams;

    Demand(
            MemoryPlaces memory,
            PathSignals in,
            double sinceLastS,
            PacingConfig config,
            WireCost wire,
            CoalesceTuning.Step tuning) {
        this.config = config;
        this.wire = wire;
        double remembered = memory.number(Place.STREAMS) * Math.exp(-sinceLastS / tuning.streamsS());
        streams = Math.max(1, in.activeStreams());
        recentStreams = Math.max(streams, Double.isNaN(remembered) ? 0 : remembered);
    }

    void write(MemoryPlaces memory) {
        memory.put(Place.STREAMS, recentStreams);
    }

    /** Streams that are active now; at least 1. */
    int streams() {
        return streams;
    }

    /** Of all streams at {@code rate} tokens a second each, in chunks of {@code chunk} tokens. */
    double at(double rate, double chunk) {
        return recentStreams * wire.streamBytesPerSecond(rate, chunk);
    }

    /** At full rate in chunks of {@code chunk} tokens. */
    double atFullRate(double chunk) {
        return at(config.rateCap(), chunk);
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
        return 1e3 * wire.chunkBytes(chunk) / bytesPerSecond;
    }
}

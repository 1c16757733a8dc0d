package dev.tokenflow.simulator.link;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A {@link Capacity} as a timeline, without end: it begins again where it ends. */
public final class LinkTrace implements LinkTimeline {
    private final Capacity capacity;
    private final LinkPhase[] phases;

    public LinkTrace(Capacity capacity, LinkShape shape) {
        this.capacity = capacity;
        Map<Long, LinkPhase> byRate = new HashMap<>();
        phases = new LinkPhase[capacity.pieces()];
        for (int piece = 0; piece < phases.length; piece++) {
            phases[piece] = byRate.computeIfAbsent(
                    capacity.rate(piece), rate -> shape.phase("trace", Duration.ofNanos(capacity.lengthNs()), rate));
        }
    }

    @Override
    public LinkPhase at(long elapsedNs) {
        return phases[elapsedNs < 0 ? 0 : capacity.pieceAt(elapsedNs % capacity.lengthNs())];
    }

    @Override
    public long endNs(long elapsedNs) {
        if (phases.length == 1) {
            return Long.MAX_VALUE;
        }
        if (elapsedNs < 0) {
            return capacity.endNs(0);
        }
        long withinNs = elapsedNs % capacity.lengthNs();
        return elapsedNs - withinNs + capacity.endNs(capacity.pieceAt(withinNs));
    }
}

package dev.tokenflow.core.pacing;

import dev.tokenflow.core.path.PathCauses;
import dev.tokenflow.core.path.PathSignals;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A bottleneck as a fluid: N streams at a chunk and rate that follow the law after a delay, a queue in bytes that is
 * served at the capacity of the moment. Steps of 10 ms; a round trip also holds the time of one chunk at the
 * bottleneck. Deterministic.
 */
public final class FluidLink {
    static final double BASE_RTT_MS = 40;
    private static final int STEP_MS = 10;
    private static final int SLIDE_MS = 200;

    private record Pending(long atMs, PacingDecision decision) {}

    private record Sample(double rttMs, double servedBytes) {}

    private final PacingLaw law;
    private final WireCost wire = WireCost.DEFAULT;
    private final int streams;
    private final double modelRate;
    private final long loopDelayMs;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private final Deque<Sample> samples = new ArrayDeque<>();

    private PacingState state;
    private PacingDecision applied;
    private double queueBytes;
    private long nowMs;
    private double peakQueueMs;
    private double leastQueueMs;
    private int changes;

    public FluidLink(PacingLaw law, int streams, double modelRate, long loopDelayMs) {
        this.law = law;
        this.streams = streams;
        this.modelRate = modelRate;
        this.loopDelayMs = loopDelayMs;
        state = law.initial();
        applied = state.decision();
    }

    /** Runs the link at a constant capacity (bytes a second). */
    public FluidLink run(double capacity, long durationMs) {
        peakQueueMs = 0;
        leastQueueMs = Double.MAX_VALUE;
        changes = 0;
        for (long end = nowMs + durationMs; nowMs < end; ) {
            step(capacity);
        }
        return this;
    }

    private void step(double capacity) {
        nowMs += STEP_MS;
        while (!pending.isEmpty() && pending.peek().atMs() <= nowMs) {
            applied = pending.remove().decision();
        }
        double rate =
                Double.isNaN(applied.tokensPerSecond()) ? modelRate : Math.min(modelRate, applied.tokensPerSecond());
        double offered = streams * wire.streamBytesPerSecond(rate, applied.tokensPerChunk()) * STEP_MS / 1e3;
        double served = Math.min(queueBytes + offered, capacity * STEP_MS / 1e3);
        queueBytes = Math.min(queueBytes + offered - served, capacity);
        peakQueueMs = Math.max(peakQueueMs, queueMs(capacity));
        leastQueueMs = Math.min(leastQueueMs, queueMs(capacity));
        double serviceMs = 1e3 * wire.chunkBytes(applied.tokensPerChunk()) / capacity;
        samples.add(new Sample(BASE_RTT_MS + serviceMs + queueMs(capacity), served));
        if (samples.size() > 300 / STEP_MS) {
            samples.remove();
        }
        if (nowMs % SLIDE_MS == 0) {
            decide();
        }
    }

    private void decide() {
        double median = samples.stream()
                .mapToDouble(Sample::rttMs)
                .sorted()
                .skip(samples.size() / 2)
                .findFirst()
                .orElseThrow();
        double deliveryRate =
                samples.stream().mapToDouble(Sample::servedBytes).sum() / (samples.size() * STEP_MS / 1e3);
        double newest = samples.stream()
                        .skip(Math.max(0, samples.size() - 10))
                        .mapToDouble(Sample::servedBytes)
                        .sum()
                / 0.1;
        PacingDecision previous = state.decision();
        state = law.next(
                state,
                new PathSignals(
                        nowMs,
                        100,
                        0,
                        median,
                        samples.getLast().rttMs(),
                        BASE_RTT_MS,
                        deliveryRate,
                        newest,
                        1000,
                        0,
                        0,
                        streams,
                        0,
                        1,
                        10,
                        streams,
                        PathCauses.UNKNOWN));
        if (previous.tokensPerChunk() != state.decision().tokensPerChunk()) {
            changes++;
        }
        pending.add(new Pending(nowMs + loopDelayMs, state.decision()));
    }

    public PacingState state() {
        return state;
    }

    public PacingDecision decision() {
        return state.decision();
    }

    public double queueMs(double capacity) {
        return 1e3 * queueBytes / capacity;
    }

    /** Highest queueing delay of the last {@link #run}. */
    public double peakQueueMs() {
        return peakQueueMs;
    }

    /** Lowest queueing delay of the last {@link #run}. */
    public double leastQueueMs() {
        return leastQueueMs;
    }

    /** How often the chunk changed in the last {@link #run}. */
    public int changes() {
        return changes;
    }
}

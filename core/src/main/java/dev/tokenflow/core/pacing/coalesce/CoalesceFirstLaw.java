package dev.tokenflow.core.pacing.coalesce;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.pacing.PacingLaw;
import dev.tokenflow.core.pacing.PacingState;
import dev.tokenflow.core.pacing.PathForecast;
import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.core.path.PathSignals;
import dev.tokenflow.protocol.hint.PathCondition;

/**
 * Coalesce first, slow down last, and under plain loss do neither.
 *
 * <p>A chunk of one token costs {@code envelope + token} bytes, so under congestion most of the demand is envelope.
 * With N streams at rate r and chunk c the demand is {@code D(r, c) = N * r * wire(c) / c} ({@link WireCost}). The law
 * keeps D below a budget B and picks the smallest c that fits at full rate; only when the largest c that
 * {@link PacingConfig#hardChunkDelayMs} allows was not enough for some seconds does it lower r.
 *
 * <p>Regimes, by the queueing delay {@code q = newest RTT - baseline} and {@code target = max(minTarget, targetShare *
 * baseline)}:
 *
 * <ul>
 *   <li><b>A queue stands</b>: q &gt; target for {@code confirmMs}, or above four targets. Then what is delivered
 *       <em>is</em> the capacity C, and how often the link is how slow goes into a history. {@code B = min(C *
 *       (headroom - q / drain), safe)}, the first at least 0.4 C, so that the queue is gone after about {@code drain}.
 *       {@code safe} is 0.7 times the capacity below which the link is 3 % of the time. A larger chunk must pay for its
 *       delay: {@code (c - 1) / r <= q + (D / C - 1) * 0.5 s}.
 *   <li><b>No queue, but a budget</b>: when the demand fits, no queue is seen, but going back to one token a chunk
 *       would fill the queue again. So B rises by 30 % at a time to {@code safe} and rests there. Where the link was
 *       steady while it was narrow, and a round trip no longer holds even the time of one chunk at that capacity, the
 *       bottleneck is gone: then probes try more. A budget that carries the full demand is dropped, and so is one that
 *       restricts nobody ({@link BudgetUse}).
 *   <li><b>No queue and no budget</b>: clear, or lossy when segments are lost; full rate, one token a chunk.
 *   <li><b>Silence</b>: data is sent again and no ACK comes, for a second or, where the kernel says that a
 *       retransmission timer ran out, at once. The rate stays; the chunk grows with the length of the silence: tokens
 *       that cannot arrive now lose nothing when they leave together.
 *   <li><b>The receiver's window is the limit</b> for half of the time or more: what arrives is what the reader takes,
 *       so nothing is learned of the path, no queue is believed, and a budget stays as it was.
 * </ul>
 *
 * <p>If the demand was halved, what is sent passes, and q has not moved after {@code noEffectMs}, the queue is not
 * ours: the baseline is raised and the path released.
 *
 * <p>Stability: B falls to a share of what was measured while the link was busy, a fixed point that does not depend on
 * B. It rises by what has been forgotten of the last dip (time constant 60 s) or through probes, one at a time, each
 * watched for longer than the loop's delay. So on a constant link the budget rests below the capacity.
 *
 * <p>A queue that goes before it has filled the short window was a gap or a spike: what held before it holds again.
 *
 * <p>Senders that count bytes get B itself or more ({@link EventBudget}), and how long a chunk takes to fill: what
 * their events cost is for them to know.
 *
 * <p>The parts are {@link QueueDetector}, {@link CauseCheck}, {@link CapacityEstimator}, {@link CapacityProbe},
 * {@link BudgetUse}, {@link ChunkPlanner} and {@link EventBudget}; {@link CoalesceStep} switches between the regimes;
 * the constants stand in {@link PacingConfig} and {@link CoalesceTuning}.
 *
 * <p>Sources: the queueing-delay signal is that of TCP Vegas and Netflix concurrency-limits (Gradient2); measuring the
 * rate while a queue stands and probing around it are BBR's (Cardwell et al. 2016) and Copa's (Arun, Balakrishnan
 * 2018); draining below capacity is BBR's drain phase.
 */
public final class CoalesceFirstLaw implements PacingLaw {
    /** The word for this law on command lines and in reports. */
    public static final String NAME = "coalesce-first";

    private final PacingConfig config;
    private final WireCost wire;

    private final CoalesceTuning tuning = CoalesceTuning.DEFAULT;

    public CoalesceFirstLaw(PacingConfig config, WireCost wire) {
        this.config = config;
        this.wire = wire;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public PacingState initial() {
        return forgotten("too little was seen of this path");
    }

    @Override
    public PacingState next(PacingState state, PathSignals signals, PathForecast forecast) {
        MemoryPlaces memory = MemoryPlaces.saved(state.memory(), config);
        if (isTimedOut(signals) && (state.decision().state() == PathCondition.STALLED || !losesAnyway(signals))) {
            return new PacingState(timedOut(state.decision(), signals.sampleAgeMs()), memory.toArray());
        }
        if (signals.speaks(config.freshMs())) {
            return new CoalesceStep(state.decision(), memory, signals, forecast, config, wire, tuning).run();
        }
        if (isStalled(signals)) {
            return new PacingState(stalled(state.decision(), signals.sampleAgeMs()), memory.toArray());
        }
        if (signals.sampleAgeMs() > config.memoryMs() || Double.isNaN(memory.number(MemoryPlaces.Place.BUDGET))) {
            return forgotten("no round trip was seen lately");
        }
        return state;
    }

    /**
     * A retransmission timer ran out and no round trip was measured since: the first such timeout is known long before
     * the silence is. After a while the silence speaks for itself. On a path that loses segments at random, a timer
     * runs out now and then as well, and what it sends again arrives; there one timeout is no news.
     */
    private boolean isTimedOut(PathSignals signals) {
        return signals.causes().timeoutAgeMs() <= tuning.stall().fromMs()
                && signals.inFlight() > 0
                && signals.sampleAgeMs() >= tuning.stall().timeoutMs()
                && signals.sampleAgeMs() <= tuning.stall().untilMs();
    }

    /**
     * Whether it loses segments at random. What was sent again just now is left out: tail loss probes, and the segment
     * whose timer ran out, tell of the silence.
     */
    private boolean losesAnyway(PathSignals signals) {
        return signals.lossShareWithout(signals.causes().recentRetransmits()) > config.lossyShare();
    }

    /** Only while a queue may stand. */
    @Override
    public boolean asksForForecast(PathSignals signals) {
        double newest = Math.max(signals.newestRttMs(), signals.rttP50Ms());
        double target = Math.max(config.minTargetMs(), config.targetShare() * signals.baselineRttMs());
        return newest - signals.baselineRttMs() > target;
    }

    /**
     * Data in flight, sent again, and no ACK. In-flight alone does not say it: the kernel's event shows the segments as
     * they were before its ACK, so an idle connection seems to have some; but a sender whose data is really out there
     * sends it again after a retransmission timeout.
     */
    private boolean isStalled(PathSignals signals) {
        return signals.inFlight() > 0
                && signals.retransmits() > 0
                && signals.sampleAgeMs() > tuning.stall().fromMs()
                && signals.sampleAgeMs() <= tuning.stall().untilMs();
    }

    private PacingDecision timedOut(PacingDecision held, long silenceMs) {
        return stalled(held, silenceMs, "a retransmission timer ran out");
    }

    private PacingDecision stalled(PacingDecision held, long silenceMs) {
        return stalled(held, silenceMs, "data is sent again");
    }

    /** Where nothing arrives, a chunk costs no more than the silence. */
    private PacingDecision stalled(PacingDecision held, long silenceMs, String sign) {
        double most = Math.max(1, config.rateCap() * config.hardChunkDelayMs() / 1e3);
        double chunk = Math.min(most, 1 + Math.floor(config.rateCap() * silenceMs / 1e3));
        return new PacingDecision(
                held.tokensPerSecond(),
                Math.max(held.tokensPerChunk(), chunk),
                PathCondition.STALLED,
                0.5,
                held.bytesPerSecond(),
                held.clientBytesPerSecond(),
                Math.min(config.hardChunkDelayMs(), silenceMs),
                sign + " and no ACK came for " + silenceMs + " ms: what is due meanwhile can leave together");
    }

    private PacingState forgotten(String why) {
        return new PacingState(
                new PacingDecision(Double.NaN, 1, PathCondition.UNKNOWN, 0, why),
                MemoryPlaces.nothing(config).toArray());
    }
}

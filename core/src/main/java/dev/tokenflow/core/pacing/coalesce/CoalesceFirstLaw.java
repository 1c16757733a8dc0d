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
 * {@link PacingConfig#hardChunkDelayMs} allows did not do for seconds does it lower r.
 *
 * <p>Regimes, by the queueing delay {@code q = rtt_p50(newest pane) - baseline} and {@code target = max(minTarget,
 * targetShare * baseline)}:
 *
 * <ul>
 *   <li><b>q &gt; target</b>, for {@code confirmMs} (a trusted forecast of a queue: at once; of none: twice that) or
 *       above four targets: a queue stands, so the delivery rate <em>is</em> the capacity C, and how often the link is
 *       how slow is remembered ({@link CapacityHistory}). {@code B = min(C * (headroom - q / drain), held)}, the first
 *       at least 0.4 C, so that the queue is gone after about {@code drain}. A larger chunk must pay: {@code (c - 1) /
 *       r <= q + (D / C - 1) * 0.5 s}, the queue as it will be when the hint works.
 *   <li><b>q &le; target with a budget</b>: once the demand fits everything looks clear, and going back to one token a
 *       chunk would fill the queue again. B rises a step (30 %) at a time to {@code held = 0.7 * (capacity than which
 *       the link is slower 3 % of the time)}: on a link that comes and goes the chunk is made for its dips. Where the
 *       link was steady while it was narrow and the round trip no longer holds even the time of one chunk at that
 *       capacity, the bottleneck is gone: then a <em>probe</em> tries more, and each that is carried tries more boldly.
 *       One that causes a queue waits twice as long for the next. A budget that carries the full demand is dropped.
 *   <li><b>q &le; target without a budget</b>: clear, or lossy when segments are lost; full rate, one token a chunk.
 *   <li><b>Silence</b>: data is sent again and no ACK comes. Rate as before; the chunk grows with the silence, since
 *       what cannot arrive may as well leave together.
 * </ul>
 *
 * <p>If the demand was halved, what is sent passes, and q has not moved after {@code noEffectMs}, the queue is not
 * ours: the baseline is raised and the path released.
 *
 * <p>Stability: B falls to a share of what was measured while the link was saturated, a fixed point that does not
 * depend on B. It rises by what has been forgotten of the last dip (time constant 60 s) or through probes, one at a
 * time, each watched for longer than the loop's delay. So on a constant link the budget rests below the capacity, and
 * tries again every minute or so.
 *
 * <p>Sources: the queueing-delay signal is that of TCP Vegas and Netflix concurrency-limits (Gradient2); measuring the
 * rate while a queue stands and probing around it are BBR's (Cardwell et al. 2016) and Copa's (Arun, Balakrishnan
 * 2018); draining below capacity is BBR's drain phase.
 */
public final class CoalesceFirstLaw implements PacingLaw {
    /** The word for this law on command lines and in reports. */
    public static final String NAME = "coalesce-first";

    /** A queue this many targets high needs no second look. */
    private static final double OBVIOUS = 4;

    /** Chunk sizes move in quarters: a sender alternates between whole tokens. */
    private static final double CHUNK_STEPS = 4;

    /** A chunk shrinks only by this much at once, so that a stream more or less does not change the hint. */
    private static final double CHUNK_HYSTERESIS = 0.5;

    private static final double LEAST_SHARE = 0.4;

    /**
     * A measurement moves the capacity by this share of the difference: faster up, since a queue that drains shows what
     * the link can do.
     */
    private static final double CAPACITY_GROWTH = 0.5;

    private static final double CAPACITY_DECAY = 0.3;

    /** What the delivery rate of a path speaks of, ms. */
    private static final double SHORT_WINDOW_MS = 300;

    /** A queue too short to be believed is believed when it comes back within this time, ms. */
    private static final double BURST_MS = 10_000;

    /** What was seen of the capacity counts for 1/e after this time, s. */
    private static final double MEMORY_S = 60;

    /**
     * Share of the time in which a link may be slower than what is held; the p95 of readers is made in the other 97 %,
     * and with 5 % a constant link is not held still.
     */
    private static final double SELDOM = 0.03;

    /** Seconds of a fast link that are taken for granted. */
    private static final double PRIOR_S = 5;

    /**
     * Share of the capacity that is used: a chunk a little too large costs 20 ms a token, one a little too small a
     * queue.
     */
    private static final double MARGIN = 0.7;

    /**
     * A rare dip never makes chunks longer than this share of the capacity asks for, unless they stay below the soft
     * delay.
     */
    private static final double TYPICAL = 0.4;

    /** A chunk of so many tokens is worth having at the first sight of a queue. */
    private static final double AT_ONCE = 4;

    /** A growing queue is paid for as if it had grown on for so long, s: as long as a hint takes to work. */
    private static final double AHEAD_S = 0.5;

    /** Extremes of the measured capacity draw nearer to each other with this time constant, s. */
    private static final double SPREAD_S = 60;

    /** Fastest over slowest measurement of a link that is narrow, but steady. */
    private static final double STEADY = 1.6;

    /**
     * A round trip holds a chunk's time at the bottleneck. When less than this share of it is left, the bottleneck is
     * gone.
     */
    private static final double HEALED = 0.3;

    /** Below this a chunk's time at the bottleneck is lost in the noise, ms. */
    private static final double NOISE_MS = 0.3;

    /** For so long the bottleneck must seem to be gone, ms. */
    private static final double GONE_MS = 600;

    /** How much of what was seen is left in doubt by a probe that the link carried. */
    private static final double DOUBT = 0.3;

    /** Delivery rate over demand up to which nothing of ours is left to drain. */
    private static final double PASSES = 1.2;

    /** Streams count for so long, s: in a stall they seem to be gone. */
    private static final double STREAMS_S = 3;

    /** A queue that stood for so long under the largest chunk is let to lower the rate, ms. */
    private static final double EXHAUSTED_MS = 3_000;

    private static final double BOLDER = 1.2;
    private static final double STALL_MS = 1000;
    private static final double STALL_HOLD_MS = 10_000;

    private final PacingConfig config;
    private final WireCost wire;

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
        CoalesceFirstMemory memory = CoalesceFirstMemory.of(state, config);
        if (signals.speaks(config.freshMs())) {
            return new Step(state.decision(), memory, signals, forecast).run();
        }
        if (isStalled(signals)) {
            PacingDecision held = state.decision();
            PacingDecision stalled = new PacingDecision(
                    held.tokensPerSecond(),
                    Math.max(held.tokensPerChunk(), chunkAfter(signals.sampleAgeMs())),
                    PathCondition.STALLED,
                    0.5,
                    held.bytesPerSecond(),
                    "data is sent again and no ACK came for " + signals.sampleAgeMs()
                            + " ms: what is due meanwhile can leave together");
            return new PacingState(stalled, memory.toArray());
        }
        if (signals.sampleAgeMs() > config.memoryMs() || !memory.limited()) {
            return forgotten("no round trip was seen lately");
        }
        return state;
    }

    /**
     * Data in flight, sent again, and no ACK. In-flight alone does not say it: the kernel's event shows the segments as
     * they were before its ACK, so an idle connection seems to have some; but a sender whose data is really out there
     * sends it again after a retransmission timeout.
     */
    private static boolean isStalled(PathSignals signals) {
        return signals.inFlight() > 0
                && signals.retransmits() > 0
                && signals.sampleAgeMs() > STALL_MS
                && signals.sampleAgeMs() <= STALL_HOLD_MS;
    }

    /** Where nothing arrives, a chunk costs no more than the silence. */
    private double chunkAfter(long silenceMs) {
        double most = Math.max(1, config.rateCap() * config.hardChunkDelayMs() / 1e3);
        return Math.min(most, 1 + Math.floor(config.rateCap() * silenceMs / 1e3));
    }

    private PacingState forgotten(String why) {
        return new PacingState(
                new PacingDecision(Double.NaN, 1, PathCondition.UNKNOWN, 0, Double.NaN, why),
                CoalesceFirstMemory.nothing(config).toArray());
    }

    /** The working copy of one step. */
    private final class Step {
        private final PathForecast forecast;
        private final PathSignals in;
        private final PacingDecision before;
        private final int streams;
        private final double recentStreams;
        private final double baseline;
        private final double queue;
        private final double target;

        private double capacity;
        private double budget;
        private long badSince;
        private long actedSince;
        private double queueAtCut;
        private double demandAtCut;
        private long probeSince;
        private double probeFrom;
        private double probeCeiling;
        private double probeGain;
        private long nextProbe;
        private double probeWait;
        private double rebased;
        private long raisedAt;
        private long goneSince;
        private long burstAt;
        private double slowest;
        private double fastest;
        private final CapacityHistory history;
        private final double sinceLastS;

        Step(PacingDecision before, CoalesceFirstMemory s, PathSignals in, PathForecast forecast) {
            this.in = in;
            this.forecast = forecast;
            this.before = before;
            capacity = s.capacity();
            budget = s.budget();
            badSince = s.badSinceMs();
            actedSince = s.actedSinceMs();
            queueAtCut = s.queueAtCutMs();
            demandAtCut = s.demandAtCut();
            probeSince = s.probeSinceMs();
            probeFrom = s.probeFrom();
            probeCeiling = s.probeCeiling();
            probeGain = s.probeGain();
            nextProbe = s.nextProbeMs();
            probeWait = s.probeWaitMs();
            raisedAt = s.raisedAtMs();
            goneSince = s.goneSinceMs();
            burstAt = s.burstAtMs();
            slowest = s.slowest();
            fastest = s.fastest();
            history = s.history();
            sinceLastS = s.lastMs() == CoalesceFirstMemory.NEVER ? 0 : Math.max(0, in.nowMs() - s.lastMs()) / 1e3;
            double fewest = s.streams() * Math.exp(-sinceLastS / STREAMS_S);
            streams = Math.max(1, in.activeStreams());
            recentStreams = Math.max(streams, Double.isNaN(fewest) ? 0 : fewest);
            rebased = in.rttP50Ms() <= in.baselineRttMs() + config.minTargetMs()
                    ? Double.NaN
                    : Math.min(s.rebasedMs(), in.rttP50Ms());
            baseline = Double.isNaN(rebased) ? in.baselineRttMs() : Math.max(rebased, in.baselineRttMs());
            double seen = PathSignals.isPositive(in.newestRttMs()) ? in.newestRttMs() : in.rttP50Ms();
            queue = Math.max(0, seen - baseline);
            target = Math.max(config.minTargetMs(), config.targetShare() * baseline);
        }

        PacingState run() {
            double dt = Math.min(sinceLastS, 0.5);
            history.fade(dt, MEMORY_S);
            slowest *= 1 + dt / SPREAD_S;
            fastest *= 1 - dt / SPREAD_S;
            if (queue > target) {
                underQueue(dt);
            } else {
                badSince = CoalesceFirstMemory.NEVER;
                actedSince = CoalesceFirstMemory.NEVER;
                if (!Double.isNaN(budget)) {
                    underMemory(dt);
                }
            }
            PacingDecision decision = decide();
            CoalesceFirstMemory memory = new CoalesceFirstMemory(
                    capacity,
                    budget,
                    badSince,
                    actedSince,
                    queueAtCut,
                    demandAtCut,
                    probeSince,
                    probeFrom,
                    probeCeiling,
                    probeGain,
                    nextProbe,
                    probeWait,
                    rebased,
                    in.nowMs(),
                    raisedAt,
                    goneSince,
                    burstAt,
                    slowest,
                    fastest,
                    recentStreams,
                    history);
            return new PacingState(decision, memory.toArray());
        }

        private void underQueue(double dt) {
            if (badSince == CoalesceFirstMemory.NEVER) {
                badSince = in.nowMs();
            }
            boolean confirmed = in.nowMs() - badSince >= confirmMs() || queue > OBVIOUS * target;
            if (!confirmed && Double.isNaN(budget)) {
                return;
            }
            if (probeSince != CoalesceFirstMemory.NEVER) {
                endProbe(false);
            }
            measureCapacity(Math.max(dt, 0.1));
            double demandBefore = demand(rate(before), before.tokensPerChunk());
            double share = Math.max(LEAST_SHARE, config.headroom() - queue / config.drainMs());
            budget = Math.min(capacity * share, remembered());
            raisedAt = in.nowMs();
            checkEffect(demandBefore);
        }

        /**
         * What the link carried all but seldom, with a margin; but no chunk is longer for its sake than its typical
         * capacity justifies.
         */
        private double remembered() {
            double seldom = MARGIN * history.seldomSlowerThan(SELDOM, PRIOR_S);
            double soft = demand(config.rateCap(), 1 + config.rateCap() * config.softChunkDelayMs() / 1e3);
            double typical = TYPICAL * history.seldomSlowerThan(0.5, PRIOR_S);
            return Math.max(seldom, Math.min(soft, typical));
        }

        /**
         * A trusted forecast is the second look: of a queue that will stand no other is needed, one that will be gone
         * gets another.
         */
        private double confirmMs() {
            if (!forecast.trusted()) {
                return config.confirmMs();
            }
            return forecast.rttMs() - baseline > target ? 0 : 2 * config.confirmMs();
        }

        /** What the forecast had to do with it; nothing when there is none. */
        private String forecastWord() {
            if (!forecast.isKnown()) {
                return "";
            }
            if (!forecast.trusted()) {
                return "; the forecast is not used, it does no better than the last value";
            }
            return "; " + whole(forecast.rttMs()) + " ms are forecast";
        }

        /**
         * With a queue standing the link is busy: what comes through is what it carries. Until a whole short window was
         * bad, only its newest part tells.
         */
        private void measureCapacity(double dt) {
            boolean wholeShortWindow = in.nowMs() - badSince >= SHORT_WINDOW_MS;
            double seen = wholeShortWindow ? in.deliveryRate() : Math.min(in.deliveryRate(), in.newestDeliveryRate());
            if (!PathSignals.isPositive(seen)) {
                return;
            }
            if (Double.isNaN(capacity) || Double.isNaN(budget)) {
                capacity = seen;
            } else {
                capacity += (seen > capacity ? CAPACITY_GROWTH : CAPACITY_DECAY) * (seen - capacity);
            }
            boolean again =
                    !history.isEmpty() || (burstAt != CoalesceFirstMemory.NEVER && in.nowMs() - burstAt < BURST_MS);
            if (wholeShortWindow || again) {
                // A burst that waits for itself is over by then; a queue that stands is known from its start.
                boolean first = in.nowMs() - badSince - 1e3 * dt < SHORT_WINDOW_MS;
                history.saturated(seen, first ? dt + SHORT_WINDOW_MS / 1e3 : dt);
            }
            if (wholeShortWindow && queue > OBVIOUS * target) {
                // Not while the last of a queue drains: then the senders, not the link, set the pace.
                slowest = Double.isNaN(slowest) ? seen : Math.min(slowest, seen);
                fastest = Double.isNaN(fastest) ? seen : Math.max(fastest, seen);
            }
        }

        private void checkEffect(double demandBefore) {
            if (actedSince == CoalesceFirstMemory.NEVER) {
                actedSince = in.nowMs();
                queueAtCut = queue;
                demandAtCut = demandBefore;
                return;
            }
            boolean halved = demand(rate(before), before.tokensPerChunk()) <= 0.5 * demandAtCut;
            boolean unmoved = queue >= 0.8 * queueAtCut;
            if (!unmoved) {
                actedSince = in.nowMs();
                queueAtCut = queue;
            } else if (halved && passesThrough() && in.nowMs() - actedSince >= config.noEffectMs()) {
                rebased = in.rttP50Ms();
                release();
            }
        }

        /** What is sent arrives and no more than that: nothing of ours is left to drain. */
        private boolean passesThrough() {
            return in.unsentBytes() == 0 && in.deliveryRate() <= PASSES * demand(rate(before), before.tokensPerChunk());
        }

        private void underMemory(double dt) {
            history.carried(Math.min(in.deliveryRate(), demand(rate(before), before.tokensPerChunk())), dt);
            if (probeSince != CoalesceFirstMemory.NEVER) {
                if (in.nowMs() - probeSince >= config.probeMs() + baseline) {
                    endProbe(true);
                }
            } else if (in.nowMs() - raisedAt >= config.probeMs() + baseline) {
                if (history.isEmpty()) {
                    burstAt = in.nowMs();
                    release();
                    return;
                }
                double held = remembered();
                if (held > budget) {
                    budget = Math.min(
                            held,
                            CapacityHistory.above(Math.max(budget, demand(config.rateCap(), before.tokensPerChunk()))));
                    raisedAt = in.nowMs();
                    if (budget >= demand(config.rateCap(), 1)) {
                        release();
                        return;
                    }
                }
            }
            boolean healed = healed();
            if (probeSince == CoalesceFirstMemory.NEVER && in.nowMs() >= nextProbe && healed) {
                probeSince = in.nowMs();
                probeFrom = budget;
                budget = Math.max(budget, demand(config.rateCap(), chunkFor(budget)) * probeGain);
            }
        }

        /**
         * Without a queue a round trip still holds the time a chunk takes at the bottleneck and the little it waits
         * there: when that is gone, so is the bottleneck.
         */
        private boolean healed() {
            double serviceMs = 1e3 * wire.chunkBytes(before.tokensPerChunk()) / capacity;
            boolean steady = !(fastest >= STEADY * slowest);
            double standing = Math.max(queue, in.rttP50Ms() - baseline);
            if (!(steady && serviceMs > NOISE_MS && standing < HEALED * serviceMs)) {
                goneSince = CoalesceFirstMemory.NEVER;
                return false;
            }
            goneSince = goneSince == CoalesceFirstMemory.NEVER ? in.nowMs() : goneSince;
            return in.nowMs() - goneSince >= GONE_MS;
        }

        private void endProbe(boolean carried) {
            probeSince = CoalesceFirstMemory.NEVER;
            if (!carried) {
                probeCeiling = budget;
                budget = probeFrom;
                probeGain = config.probeGain();
                nextProbe = in.nowMs() + (long) probeWait;
                probeWait = Math.min(config.maxProbeMs(), 2 * probeWait);
                return;
            }
            capacity = Math.max(capacity, budget);
            if (!(in.deliveryRate() <= fastest) || budget >= demand(config.rateCap(), 1)) {
                history.doubt(DOUBT);
                fastest = Double.isNaN(fastest) ? in.deliveryRate() : Math.max(fastest, in.deliveryRate());
                slowest = Double.isNaN(slowest) ? fastest : Math.max(slowest, fastest / STEADY);
            }
            probeGain *= BOLDER;
            if (!(budget <= probeCeiling)) {
                probeWait = config.firstProbeMs();
            }
            nextProbe = in.nowMs();
            if (budget >= demand(config.rateCap(), 1)) {
                release();
            }
        }

        private void release() {
            budget = Double.NaN;
            capacity = Double.NaN;
            probeSince = CoalesceFirstMemory.NEVER;
            probeCeiling = Double.NaN;
            probeGain = config.probeGain();
            probeWait = config.firstProbeMs();
            nextProbe = CoalesceFirstMemory.NEVER;
            actedSince = CoalesceFirstMemory.NEVER;
            badSince = CoalesceFirstMemory.NEVER;
        }

        private PacingDecision decide() {
            if (Double.isNaN(budget)) {
                return unlimited();
            }
            double chunk = settle(chunkFor(budget));
            double rate = settleRate(chunk);
            boolean asks = chunk > 1 || rate < config.rateCap();
            String regime = queue > target
                    ? "a queue stands"
                    : probeSince != CoalesceFirstMemory.NEVER
                            ? "probing for more"
                            : "held below the remembered capacity";
            String why = regime + ": queue " + whole(queue) + " ms over " + whole(baseline) + " ms, path carries "
                    + whole(capacity / 1e3) + " kB/s, " + streams + (streams == 1 ? " stream" : " streams")
                    + forecastWord();
            PathCondition condition = asks || queue > target ? PathCondition.CONGESTED : PathCondition.CLEAR;
            return new PacingDecision(rate, chunk, condition, in.confidence(), budget / streams, why);
        }

        private PacingDecision unlimited() {
            double standing = in.rttP50Ms() - in.baselineRttMs();
            if (!Double.isNaN(rebased)
                    && standing > Math.max(config.minTargetMs(), config.targetShare() * in.baselineRttMs())) {
                String why = "a queue of " + whole(standing) + " ms stands that does not follow our demand: released";
                return new PacingDecision(
                        config.rateCap(), 1, PathCondition.CONGESTED, in.confidence(), Double.NaN, why);
            }
            double lossShare = in.lossShare();
            if (lossShare > config.lossyShare()) {
                String why = Math.round(1_000 * lossShare) / 10.0
                        + " % of segments lost and no queue: chunks would only add delay";
                return new PacingDecision(config.rateCap(), 1, PathCondition.LOSSY, in.confidence(), Double.NaN, why);
            }
            String why = badSince == CoalesceFirstMemory.NEVER
                    ? "round trips are near the baseline"
                    : "round trips rose, one more look";
            return new PacingDecision(
                    config.rateCap(), 1, PathCondition.CLEAR, in.confidence(), Double.NaN, why + forecastWord());
        }

        /** Smallest chunk at full rate that fits the budget, up to the hard chunk delay. */
        private double chunkFor(double bytesPerSecond) {
            double most = Math.max(1, config.rateCap() * config.hardChunkDelayMs() / 1e3);
            double soft = Math.max(1, config.rateCap() * config.softChunkDelayMs() / 1e3);
            double chunk = 1;
            while (chunk < most && demand(config.rateCap(), chunk) > bytesPerSecond) {
                chunk += chunk < soft ? 1 / CHUNK_STEPS : 1;
            }
            return Math.min(chunk, most);
        }

        /** A larger chunk must pay for its delay, a smaller one must be worth the change. */
        private double settle(double wanted) {
            double now = before.tokensPerChunk();
            if (wanted > now) {
                double growth = Math.max(0, demand(rate(before), now) / capacity - 1);
                double comingS = queue / 1e3 + (queue > target ? growth * AHEAD_S : 0);
                double pays = Math.max(AT_ONCE, 1 + Math.floor(comingS * config.rateCap() * CHUNK_STEPS) / CHUNK_STEPS);
                return Math.max(now, Math.min(wanted, pays));
            }
            return wanted > now - CHUNK_HYSTERESIS && wanted > 1 ? now : wanted;
        }

        /**
         * The rate is the last resort: only when the largest chunk did not do for seconds while senders are really held
         * back. Readers who ask for an answer when they want one are then served more slowly, but all the longer: in
         * the long run the load stays.
         */
        private double settleRate(double chunk) {
            double now = rate(before);
            double wanted = config.boundedRate(budget / demand(1, chunk));
            if (wanted >= now) {
                return wanted;
            }
            boolean exhausted = chunk >= config.rateCap() * config.hardChunkDelayMs() / 1e3
                    && badSince != CoalesceFirstMemory.NEVER
                    && in.nowMs() - badSince >= EXHAUSTED_MS;
            boolean heldBack = in.unsentBytes() > 0 || in.appLimitedShare() < 0.5;
            return exhausted && heldBack ? wanted : now;
        }

        private double rate(PacingDecision decision) {
            return Double.isNaN(decision.tokensPerSecond()) ? config.rateCap() : decision.tokensPerSecond();
        }

        private double demand(double rate, double chunk) {
            return recentStreams * wire.streamBytesPerSecond(rate, chunk);
        }

        private static String whole(double value) {
            return Double.isNaN(value) ? "unknown" : Long.toString(Math.round(value));
        }
    }
}

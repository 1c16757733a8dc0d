package dev.tokenflow.core.pacing.coalesce;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.capacity.CapacityHistory;

/**
 * The constants of {@link CoalesceFirstLaw} that nobody configures, with their units and reasons.
 *
 * <p>The rule: {@link PacingConfig} holds what a deployment can know better than we do, which is what its readers
 * accept (rates, delays of a chunk), what its networks call a queue or a loss, and how quickly its own loop answers
 * (the times for confirming, draining and probing). What stands here is the shape of the law. These numbers were chosen
 * together, on recorded links, and each of them is right only beside the others; whoever changes one has to run the
 * experiments and to write the recording of the law anew.
 *
 * <p>The buckets of {@link CapacityHistory} are no part of it: they are the saved form of a path, so they never change.
 *
 * @param step how time passes in one step
 * @param queue what a queue is
 * @param cause whether the queue is ours
 * @param capacity what the path carries
 * @param probe when and how more is tried
 * @param chunk what is asked of the senders
 * @param events what senders that count bytes may use
 * @param use whether a budget restricts anybody
 * @param stall what silence is
 * @param receiver when the reader and not the network sets the pace
 */
record CoalesceTuning(
        Step step,
        Queue queue,
        Cause cause,
        Capacity capacity,
        Probe probe,
        Chunk chunk,
        Events events,
        Use use,
        Stall stall,
        Receiver receiver) {

    /** The numbers of every law. */
    static final CoalesceTuning DEFAULT = new CoalesceTuning(
            new Step(/* longestS= */ 0.5, /* shortestMeasuredS= */ 0.1, /* streamsS= */ 3, /* segmentsS= */ 5),
            new Queue(/* obviousTargets= */ 4, /* doubtedLooks= */ 2, /* shortWindowMs= */ 300),
            new Cause(/* halvedShare= */ 0.5, /* unmovedShare= */ 0.8, /* passingShare= */ 1.2, /* grownShare= */ 1.1),
            new Capacity(
                    /* leastShare= */ 0.4,
                    /* growth= */ 0.5,
                    /* decay= */ 0.3,
                    /* memoryS= */ 60,
                    /* dipShare= */ 0.03,
                    /* priorS= */ 5,
                    /* dipMargin= */ 0.7,
                    /* typicalMargin= */ 0.4,
                    /* spreadS= */ 60,
                    /* steadyRatio= */ 1.6),
            new Probe(
                    /* goneShare= */ 0.3,
                    /* noiseMs= */ 0.3,
                    /* goneMs= */ 600,
                    /* discount= */ 0.3,
                    /* bolder= */ 1.2,
                    /* patience= */ 2),
            new Chunk(
                    /* stepsPerToken= */ 4,
                    /* hysteresis= */ 0.5,
                    /* atOnce= */ 4,
                    /* aheadS= */ 0.5,
                    /* exhaustedMs= */ 3_000,
                    /* appLimitedShare= */ 0.5),
            new Events(
                    /* exact= */ 1.2,
                    /* spare= */ 1.1,
                    /* drainingShare= */ 0.8,
                    /* quietS= */ 0.8,
                    /* growth= */ 0.05),
            new Use(
                    /* overShare= */ 1.25,
                    /* eventsShare= */ 1.5,
                    /* ignoredMs= */ 1_500,
                    /* underShare= */ 0.4,
                    /* streamsShare= */ 0.8,
                    /* unusedMs= */ 3_000,
                    /* smallShare= */ 0.5),
            new Stall(/* timeoutMs= */ 200, /* fromMs= */ 1_000, /* untilMs= */ 10_000),
            new Receiver(/* limitedShare= */ 0.5));

    /**
     * How time passes in one step.
     *
     * @param longestS longest time one step stands for, s: after a longer pause nothing was seen of the time between
     * @param shortestMeasuredS shortest time a measurement under a queue stands for, s: one pane
     * @param streamsS a stream that has gone quiet still counts for 1/e after this time, s: in a stall all seem to be
     *     gone
     * @param segmentsS the time over which the signals count segments, s: the default of {@code --loss-span}
     */
    record Step(double longestS, double shortestMeasuredS, double streamsS, double segmentsS) {}

    /**
     * What a queue is.
     *
     * @param obviousTargets a queue so many targets high needs no second look; also the height above which the link,
     *     and not the senders, sets the pace
     * @param doubtedLooks how many times {@link PacingConfig#confirmMs} a queue must stand when a trusted forecast says
     *     that it will be gone
     * @param shortWindowMs the time the signals' delivery rate is measured over, ms; before a queue has stood for so
     *     long, part of that time was without a queue
     */
    record Queue(double obviousTargets, double doubtedLooks, double shortWindowMs) {}

    /**
     * Whether the queue is ours.
     *
     * @param halvedShare demand below this share of what it was before the cut should have had an effect
     * @param unmovedShare queue above this share of what it was at the cut has not moved
     * @param passingShare delivery rate over demand up to which nothing of ours is left to drain
     * @param grownShare streams over those of the step before above which more of them begin
     */
    record Cause(double halvedShare, double unmovedShare, double passingShare, double grownShare) {}

    /**
     * What the path carries.
     *
     * @param leastShare least share of the capacity that is used while a queue drains, so that streams go on
     * @param growth share of the difference by which a larger measurement moves the capacity; more than {@code decay},
     *     since a queue that drains shows what the link can do
     * @param decay share of the difference by which a smaller measurement moves it
     * @param memoryS what was seen of the capacity counts for 1/e after this time, s
     * @param dipShare share of the time in which the link may be slower than what is kept free for it; the p95 of
     *     readers is made in the other 97 %, and with 5 % a constant link is not held still
     * @param priorS seconds of a fast link that are taken for granted, so that one short dip is not all there is
     * @param dipMargin share of the dips' capacity that is used: a chunk a little too large costs 20 ms a token, one a
     *     little too small costs a queue
     * @param typicalMargin share of the median capacity below which no rare dip pushes the budget, unless chunks stay
     *     below the soft delay
     * @param spreadS the extremes of the measured capacity draw nearer to each other with this time constant, s
     * @param steadyRatio fastest over slowest measurement below which a narrow link counts as steady
     */
    record Capacity(
            double leastShare,
            double growth,
            double decay,
            double memoryS,
            double dipShare,
            double priorS,
            double dipMargin,
            double typicalMargin,
            double spreadS,
            double steadyRatio) {}

    /**
     * When and how more is tried.
     *
     * @param goneShare a round trip holds the time of one chunk at the bottleneck; when less than this share of that
     *     time is left, the bottleneck is gone
     * @param noiseMs below this, a chunk's time at the bottleneck is lost in the noise, ms
     * @param goneMs for so long the bottleneck must seem to be gone, ms
     * @param discount share of the dips seen so far that still counts after a probe that the link carried
     * @param bolder factor of the step of the next probe, after one that the link carried
     * @param patience factor of the wait for the next probe, after one that caused a queue
     */
    record Probe(double goneShare, double noiseMs, double goneMs, double discount, double bolder, double patience) {}

    /**
     * What is asked of the senders.
     *
     * @param stepsPerToken chunk sizes move in this fraction of a token: senders alternate between whole tokens
     * @param hysteresis tokens by which a chunk must be too large before it shrinks, so that a stream more or less does
     *     not change the hint
     * @param atOnce tokens a chunk may grow to at the first sight of a queue, without paying for it
     * @param aheadS a growing queue is paid for as if it had grown on for so long, s: the time a hint takes to work
     * @param exhaustedMs how long a queue must stand under the largest chunk before the rate may fall, ms
     * @param appLimitedShare share of application-limited samples below which senders count as held back by the network
     */
    record Chunk(
            double stepsPerToken,
            double hysteresis,
            double atOnce,
            double aheadS,
            double exhaustedMs,
            double appLimitedShare) {}

    /**
     * What senders that count bytes may use.
     *
     * @param exact while no queue stands, over the budget that chunks are planned from: they use theirs exactly, while
     *     chunks of whole tokens leave a part of it unused
     * @param spare over what events of a size need: events differ, and one token more in each costs more delay than
     *     this saves
     * @param drainingShare share of the capacity up to which that holds while a queue stands
     * @param quietS after so long without a queue, what was measured under the last one says little, s
     * @param growth by how much of what events of a few tokens need their budget grows in each second without a queue
     */
    record Events(double exact, double spare, double drainingShare, double quietS, double growth) {}

    /**
     * Whether a budget restricts anybody, and what their events cost.
     *
     * @param overShare delivery rate over budget in bytes above which senders do not keep to it: those that do exceed
     *     it by the rounding of chunks, or for the moments in which a queue drains
     * @param eventsShare segments a second over what the chunk allows, above which senders do not keep to the chunk
     * @param ignoredMs how long both must be seen without a queue, ms: longer than a drained queue stays in the windows
     * @param underShare delivery rate over budget in bytes below which senders need less than they may have: chunks of
     *     whole tokens leave up to a third of a budget unused
     * @param streamsShare share of the recent streams that must be active for that to mean anything
     * @param unusedMs how long that must be seen without a queue, ms
     * @param smallShare a segment below this share of a configured chunk is believed rather than the configuration
     */
    record Use(
            double overShare,
            double eventsShare,
            double ignoredMs,
            double underShare,
            double streamsShare,
            double unusedMs,
            double smallShare) {}

    /**
     * What silence is.
     *
     * @param timeoutMs no ACK for as long as this is a stall when a retransmission timer ran out, ms: the least that
     *     Linux waits. While other connections of the path bring ACKs, the timeout is the loss of one of them
     * @param fromMs no ACK for longer than this is a stall, ms: a retransmission timeout has passed
     * @param untilMs up to this age the last decision is held, ms; then the path counts as unknown
     */
    record Stall(double timeoutMs, double fromMs, double untilMs) {}

    /**
     * When the reader and not the network sets the pace.
     *
     * @param limitedShare share of the time with data to send, in which the receiver's window was the limit, from which
     *     on it is: in most of the time that was measured, what arrived was what the reader took
     */
    record Receiver(double limitedShare) {}
}

package dev.tokenflow.core.diagnosis;

/**
 * When something is the matter with a path. Shares are 0 to 1.
 *
 * @param minTargetMs least queueing delay that counts as a queue, ms; default 5, as the law's
 * @param targetShare the same as a share of the round trip without a queue; default 0.25, as the law's
 * @param confirmMs for so long a queue must have been seen, ms; default 100: what passes within a round trip is a burst
 * @param lookMs least time between two looks, except when something was sent again, ms; default 200
 * @param loss how lost segments are told from what an overflowing queue drops
 * @param silenceMs no answer for so long, where something is under way, is an outage, ms; default 400: half a second is
 *     one, and to say so takes a moment
 * @param silenceGaps the same in usual times between two answers; default 4: a thin stream is silent in between
 * @param receiverShare share of the time with data to send in which the receiver's window was the limit, from which on
 *     the reader is slow; default 0.5, as the law's
 */
public record DiagnosisConfig(
        double minTargetMs,
        double targetShare,
        long confirmMs,
        long lookMs,
        Loss loss,
        long silenceMs,
        double silenceGaps,
        double receiverShare) {
    public static final DiagnosisConfig DEFAULT = new DiagnosisConfig(
            5, 0.25, 100, 200, new Loss(0.15, 30, 2, 5, 0.12, 0.2, 0.8, 3, 60, 500, 1_500), 400, 4, 0.5);

    /**
     * How lost segments are told from what an overflowing queue drops: a queue that overflows drops many at once, and
     * always when it is about as deep as when it last did.
     *
     * @param prior probability that a change of the loss rate makes it one that is called loss; default 0.05: most
     *     paths lose next to nothing
     * @param memoryS mean time between changes of the loss rate, s; default 30
     * @param recentS time constant of what counts as lost lately, s; default 2
     * @param fewest segments lost at once that can be an overflow; default 5
     * @param burstShare share of the segments of one look from which on a loss of so many is an overflow; default 0.12
     * @param floodShare the same of the segments of lately; default 0.2
     * @param fullShare share of the depth at which the queue last overflowed, from which on it may overflow again;
     *     default 0.8
     * @param fullTargets a queue below so many targets does not overflow; default 3
     * @param fullMemoryS time constant with which that depth is forgotten, s; default 60
     * @param againMs for so long after a queue was full, and a round trip, its drops are sent again, ms; default 500
     * @param drainMs the same after the queue has gone, ms; default 1500: timers run out later
     */
    public record Loss(
            double prior,
            double memoryS,
            double recentS,
            double fewest,
            double burstShare,
            double floodShare,
            double fullShare,
            double fullTargets,
            double fullMemoryS,
            double againMs,
            double drainMs) {}
}

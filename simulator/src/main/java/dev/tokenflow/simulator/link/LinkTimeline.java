package dev.tokenflow.simulator.link;

/**
 * What a link does, as a function of the time since its start: a schedule of phases, or a recorded trace. Piecewise
 * constant; the last piece lasts for ever and has a rate above 0. Pure: the same question always has the same answer.
 */
public interface LinkTimeline {
    /** What applies {@code elapsedNs} after the start; before the start (negative) the first phase does. */
    LinkPhase at(long elapsedNs);

    /**
     * When, after the start, the phase in force at {@code elapsedNs} ends (exclusive); {@link Long#MAX_VALUE} for the
     * last.
     */
    long endNs(long elapsedNs);

    /** The same timeline as acknowledgements feel it: delay only. */
    default LinkTimeline reverse() {
        LinkTimeline forward = this;
        return new LinkTimeline() {
            @Override
            public LinkPhase at(long elapsedNs) {
                return forward.at(elapsedNs).reverse();
            }

            @Override
            public long endNs(long elapsedNs) {
                return forward.endNs(elapsedNs);
            }
        };
    }
}

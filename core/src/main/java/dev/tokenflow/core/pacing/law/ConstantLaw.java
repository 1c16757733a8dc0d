package dev.tokenflow.core.pacing.law;

import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.pacing.PacingLaw;
import dev.tokenflow.core.pacing.PacingState;
import dev.tokenflow.core.pacing.PathForecast;
import dev.tokenflow.core.path.PathSignals;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.PathCondition;

/**
 * Gives the same advice for every path: none at all (unpaced), or a rate and a chunk that somebody chose in advance.
 */
public final class ConstantLaw implements PacingLaw {
    private final String name;
    private final PacingState state;

    private ConstantLaw(String name, double rate, double chunk, String why) {
        this.name = name;
        state = new PacingState(new PacingDecision(rate, chunk, PathCondition.UNKNOWN, 0, why), new double[0]);
    }

    /** No limit, one token a chunk. */
    public static ConstantLaw unpaced() {
        return new ConstantLaw(PacingAlgorithm.UNPACED.word(), Double.NaN, 1, "this path is not paced");
    }

    /**
     * One rate and chunk for everybody.
     *
     * @param rate tokens/s; NaN = no limit
     * @param chunk tokens, 1 to {@link Hint#MAX_TOKENS_PER_CHUNK}
     */
    public static ConstantLaw fixed(double rate, double chunk) {
        return new ConstantLaw(PacingAlgorithm.FIXED.word(), rate, chunk, "chosen in advance");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public PacingState initial() {
        return state;
    }

    @Override
    public PacingState next(PacingState before, PathSignals signals, PathForecast forecast) {
        return state;
    }
}

package dev.tokenflow.core.pacing.coalesce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.PacingLaw;
import dev.tokenflow.core.pacing.PacingState;
import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.protocol.hint.PathCondition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A queue that goes at once leaves everything as it was. */
class ShortQueuesTest {
    private static final double TWO_MBIT = 250_000;

    private final PacingLaw law = new CoalesceFirstLaw(PacingConfig.DEFAULT, WireCost.DEFAULT);

    /** One or two slides with a round trip that is 90 ms longer, on a clean link that may have had a dip before. */
    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "1, true", "2, true"})
    void aSpikeOfTheRoundTripIsNoDip(int slides, boolean hadDip) {
        double all = 30 * WireCost.DEFAULT.streamBytesPerSecond(50, 1);
        PacingState state = hadDip ? LawSteps.underAQueue(law, TWO_MBIT) : law.initial();
        long nowMs = 3_000;
        for (int i = 0; i < 20; i++) {
            state = law.next(state, LawSteps.signals(nowMs += 200, 41, all, 7_500, 30));
        }
        assertThat(state.decision().state()).isEqualTo(PathCondition.CLEAR);
        for (int i = 0; i < slides; i++) {
            state = law.next(state, LawSteps.signals(nowMs += 200, 130, 0.6 * all, 7_500, 30));
        }
        assertThat(state.decision().tokensPerChunk()).as("it may be a dip").isLessThanOrEqualTo(4);

        state = law.next(state, LawSteps.signals(nowMs + 200, 41, all, 7_500, 30));

        assertThat(state.decision().state()).isEqualTo(PathCondition.CLEAR);
        assertThat(state.decision().tokensPerChunk()).isEqualTo(1);
        assertThat(state.decision().clientBytesPerSecond()).isNaN();
    }

    /** A spike while a budget holds: afterwards the same budget holds. */
    @Test
    void aSpikeUnderABudgetLeavesItAsItWas() {
        PacingState state = LawSteps.underAQueue(law, TWO_MBIT);
        for (long nowMs = 3_200; nowMs <= 4_000; nowMs += 200) {
            state = law.next(state, LawSteps.signals(nowMs, 45, 150_000, 2_500, 30));
        }
        double budget = LawSteps.remembered(state, MemoryPlaces.Place.BUDGET);

        PacingState spike = law.next(state, LawSteps.signals(4_200, 130, 40_000, 2_500, 30));
        PacingState after = law.next(spike, LawSteps.signals(4_400, 45, 150_000, 2_500, 30));

        assertThat(LawSteps.remembered(spike, MemoryPlaces.Place.BUDGET)).isLessThan(budget);
        assertThat(LawSteps.remembered(after, MemoryPlaces.Place.BUDGET)).isEqualTo(budget);
    }
}

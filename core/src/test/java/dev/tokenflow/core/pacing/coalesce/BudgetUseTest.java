package dev.tokenflow.core.pacing.coalesce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.PacingLaw;
import dev.tokenflow.core.pacing.PacingState;
import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.protocol.hint.PathCondition;
import org.junit.jupiter.api.Test;

/** A budget that restricts nobody is given up. */
class BudgetUseTest {
    private static final double TWO_MBIT = 250_000;

    private final PacingLaw law = new CoalesceFirstLaw(PacingConfig.DEFAULT, WireCost.DEFAULT);

    /** 30 streams that send one token in every event, whatever they are asked for: 1,500 events a second. */
    @Test
    void sendersThatDoNotFollowArePassedOnAsClearOnceTheirDemandIsCarried() {
        PacingState state = LawSteps.underAQueue(law, TWO_MBIT);
        double all = 30 * WireCost.DEFAULT.streamBytesPerSecond(50, 1);
        int steps = 0;
        while (state.decision().state() != PathCondition.CLEAR) {
            assertThat(steps++).isLessThan(10);
            state = law.next(state, LawSteps.signals(3_000 + 200L * steps, 41, all, 7_500, 30));
        }
        assertThat(steps).as("1.5 s of slides").isEqualTo(9);
        assertThat(state.decision().clientBytesPerSecond()).isNaN();
    }

    /** As much is delivered, but in as few events as were asked for: those are larger than the law believes. */
    @Test
    void sendersWithLargeEventsAreNotLetGo() {
        PacingState state = LawSteps.underAQueue(law, TWO_MBIT);
        for (int i = 1; i < 20; i++) {
            double budget = state.decision().clientBytesPerSecond();
            long events = Math.round(5 * 30 * 50 / state.decision().tokensPerChunk());
            state = law.next(state, LawSteps.signals(3_000 + 200L * i, 45, 1.5 * budget, events, 30));
            assertThat(state.decision().clientBytesPerSecond()).isGreaterThan(0);
            assertThat(state.decision().state()).isEqualTo(PathCondition.CONGESTED);
        }
    }

    @Test
    void sendersThatNeedMuchLessThanTheBudgetAreNotHeldByIt() {
        PacingState state = LawSteps.underAQueue(law, TWO_MBIT);
        int steps = 0;
        while (state.decision().state() != PathCondition.CLEAR) {
            assertThat(steps++).isLessThan(20);
            double little = 0.3 * state.decision().clientBytesPerSecond();
            state = law.next(state, LawSteps.signals(3_000 + 200L * steps, 43, little, 500, 30));
        }
        assertThat(steps).as("3 s of slides").isEqualTo(16);
    }

    @Test
    void aMomentWithFewStreamsSaysNothingOfTheirNeed() {
        PacingState state = LawSteps.underAQueue(law, TWO_MBIT);
        for (int i = 1; i < 10; i++) {
            double little = 0.3 * state.decision().clientBytesPerSecond();
            state = law.next(state, LawSteps.signals(3_000 + 200L * i, 43, little, 500, 30 - i));
            assertThat(state.decision().state()).isEqualTo(PathCondition.CONGESTED);
        }
    }
}

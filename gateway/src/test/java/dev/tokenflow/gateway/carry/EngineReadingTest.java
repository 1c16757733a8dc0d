package dev.tokenflow.gateway.carry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineReadingTest {
    private static final long MS = 1_000_000;
    private static final double GAP_NS = 20.0 * MS;
    private static final int MOST_BYTES = 1_000;

    private final List<Boolean> switched = new ArrayList<>();
    private final EngineReading reading = new EngineReading(
            new TokenStream.Surroundings() {
                @Override
                public void read(boolean on) {
                    switched.add(on);
                }

                @Override
                public void answered(boolean properly) {
                    throw new AssertionError("not its business");
                }
            },
            MOST_BYTES);

    @Test
    void pausesWhileSeveralDeltasAreExpectedAndNothingCanLeave() {
        reading.defer(80 * MS, 0, GAP_NS);
        assertThat(reading.isDeferred()).isTrue();
        assertThat(reading.deferredUntilNs()).isEqualTo(80 * MS);
        reading.resume();
        assertThat(switched).containsExactly(false, true);
    }

    @Test
    void readsOnForASingleDelta() {
        reading.defer(25 * MS, 0, GAP_NS);
        reading.defer(Release.NOT_QUIET, 0, GAP_NS);
        reading.defer(80 * MS, 0, Double.NaN);
        assertThat(reading.isDeferred()).isFalse();
        assertThat(switched).isEmpty();
    }

    @Test
    void aPauseIsShortHoweverLongTextIsHeld() {
        reading.defer(1_000 * MS, 0, GAP_NS);
        assertThat(reading.deferredUntilNs()).isEqualTo(100 * MS);
    }

    @Test
    void whatComesAfterAPauseMayHaveComeAtAnyTimeInIt() {
        assertThat(reading.mayHaveComeSinceNs(5 * MS)).isEqualTo(5 * MS);
        reading.defer(90 * MS, 10 * MS, GAP_NS);
        reading.resume();
        assertThat(reading.mayHaveComeSinceNs(90 * MS)).isEqualTo(10 * MS);
        assertThat(reading.mayHaveComeSinceNs(91 * MS)).isEqualTo(91 * MS);
    }

    @Test
    void aFullStreamIsNotReadUntilHalfOfItHasLeft() {
        reading.waiting(MOST_BYTES - 1);
        reading.waiting(MOST_BYTES);
        reading.waiting(MOST_BYTES / 2);
        reading.resume();
        assertThat(switched).containsExactly(false);
        reading.waiting(MOST_BYTES / 2 - 1);
        assertThat(switched).containsExactly(false, true);
    }
}

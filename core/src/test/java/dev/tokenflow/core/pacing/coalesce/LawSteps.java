package dev.tokenflow.core.pacing.coalesce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.PacingLaw;
import dev.tokenflow.core.pacing.PacingState;
import dev.tokenflow.core.pacing.Signals;
import dev.tokenflow.core.path.PathCauses;
import dev.tokenflow.core.path.PathSignals;

/** What the tests of the law share. */
final class LawSteps {
    private LawSteps() {}

    /** A number that the law remembers. */
    static double remembered(PacingState state, MemoryPlaces.Place place) {
        return MemoryPlaces.saved(state.memory(), PacingConfig.DEFAULT).number(place);
    }

    /** 2 s under a queue of 260 ms; 30 streams. */
    static PacingState underAQueue(PacingLaw law, double capacity) {
        PacingState state = law.initial();
        for (long nowMs = 1_000; nowMs <= 3_000; nowMs += 200) {
            state = law.next(state, Signals.steady(nowMs, 300, capacity, 30));
        }
        assertThat(state.decision().tokensPerChunk()).isEqualTo(3);
        return state;
    }

    /** Of a path with a baseline of 40 ms whose senders have nothing unsent. */
    static PathSignals signals(long nowMs, double rttMs, double deliveryRate, long segments, int streams) {
        return new PathSignals(
                nowMs,
                100,
                0,
                rttMs,
                rttMs,
                40,
                deliveryRate,
                deliveryRate,
                segments,
                0,
                0,
                streams,
                0,
                1,
                10,
                streams,
                PathCauses.UNKNOWN);
    }
}

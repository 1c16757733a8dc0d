package dev.tokenflow.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceWindowTest {
    @Test
    void theFirstBatchSeenLeavesNoneMissing() {
        assertThat(SequenceWindow.START.missingBefore(5, 1000)).isZero();
        assertThat(SequenceWindow.START.isDuplicate(5, 1000)).isFalse();
    }

    @Test
    void aSkippedBatchIsMissingUntilItComes() {
        SequenceWindow window = SequenceWindow.START.after(1, 10).after(1, 13);

        assertThat(SequenceWindow.START.after(1, 10).missingBefore(1, 13)).isEqualTo(2);
        assertThat(window.isDuplicate(1, 11)).isFalse();
        assertThat(window.isOvertaken(1, 11)).isTrue();
        assertThat(window.after(1, 11).isDuplicate(1, 11)).isTrue();
        assertThat(window.isDuplicate(1, 10)).isTrue();
    }

    @Test
    void aRestartedSourceCountsAnewAndItsPastIsOver() {
        SequenceWindow window = SequenceWindow.START.after(1, 10).after(2, 1);

        assertThat(SequenceWindow.START.after(1, 10).missingBefore(2, 1)).isEqualTo(1);
        assertThat(window.isDuplicate(1, 11)).isTrue();
        assertThat(window.isDuplicate(2, 0)).isFalse();
        assertThat(window.isDuplicate(2, 1)).isTrue();
    }

    /** Against a set of everything seen: no batch within the width is taken twice or lost. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void equalsASetWithinItsWidth(long seed) {
        Random random = new Random(seed);
        Set<Long> seen = new HashSet<>();
        SequenceWindow window = SequenceWindow.START;
        long newest = 0;
        for (int i = 0; i < 5_000; i++) {
            long sequence = Math.max(0, newest + random.nextInt(80) - 60);
            boolean duplicate = seen.contains(sequence) || newest - sequence >= 64;
            assertThat(window.isDuplicate(1, sequence)).as("%d", sequence).isEqualTo(duplicate);
            if (!duplicate) {
                window = window.after(1, sequence);
                seen.add(sequence);
                newest = Math.max(newest, sequence);
            }
        }
    }
}

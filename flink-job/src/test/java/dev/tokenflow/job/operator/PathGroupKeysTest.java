package dev.tokenflow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathGroupKeysTest {
    /** Maximum parallelism is Flink's to set, also to fewer than there are groups. */
    @ParameterizedTest
    @CsvSource({"128, 128, 8", "16, 128, 4", "64, 256, 16", "16, 32768, 2", "16, 8, 4", "5, 1, 1"})
    void everySubtaskHasItsShareWithAnyMaximum(int groups, int keyGroups, int subtasks) {
        int[] keys = PathGroupKeys.of(groups, keyGroups);

        assertThat(Arrays.stream(keys).distinct().count()).isEqualTo(groups);
        int[] share = new int[subtasks];
        for (int key : keys) {
            share[KeyGroupRangeAssignment.assignKeyToParallelOperator(key, keyGroups, subtasks)]++;
        }
        assertThat(share).containsOnly(groups / subtasks);
    }
}

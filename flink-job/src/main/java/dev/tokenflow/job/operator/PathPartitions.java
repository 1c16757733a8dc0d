package dev.tokenflow.job.operator;

import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * The Flink keys of the partitions of paths. Flink spreads keys by hash, which would give some subtasks twice the
 * partitions of others; so each partition has the smallest number as key that lands where an even share puts it, the
 * same in every process.
 */
public final class PathPartitions {
    /** Maximum parallelism the keys are chosen for; the job's is set to it. */
    public static final int KEY_GROUPS = 128;

    private PathPartitions() {}

    /** The key of each of {@code partitions}. */
    public static int[] keys(int partitions) {
        int[] keys = new int[partitions];
        for (int i = 0; i < partitions; i++) {
            int wanted = i * KEY_GROUPS / partitions;
            while (KeyGroupRangeAssignment.assignToKeyGroup(keys[i], KEY_GROUPS) != wanted) {
                keys[i]++;
            }
        }
        return keys;
    }
}

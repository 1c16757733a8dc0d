package dev.tokenflow.job.operator;

import java.util.HashSet;
import java.util.Set;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * The Flink keys of the partitions of paths. Flink spreads keys by hash, which would give some subtasks twice the
 * partitions of others; so each partition has the smallest number as key that lands where an even share puts it, the
 * same in every process.
 */
public final class PathPartitions {
    /** Maximum parallelism of the job, where Flink is not set to another. */
    public static final int KEY_GROUPS = 128;

    private PathPartitions() {}

    /** The key of each of {@code partitions} in the job that {@code stream} belongs to. */
    public static int[] keys(DataStream<?> stream, int partitions) {
        int set = stream.getExecutionEnvironment().getMaxParallelism();
        return keys(partitions, set > 0 ? set : KEY_GROUPS);
    }

    /** The key of each of {@code partitions} in a job with this maximum parallelism; no two are the same. */
    static int[] keys(int partitions, int keyGroups) {
        int[] keys = new int[partitions];
        Set<Integer> taken = new HashSet<>();
        for (int i = 0; i < partitions; i++) {
            int wanted = (int) ((long) i * keyGroups / partitions);
            while (KeyGroupRangeAssignment.assignToKeyGroup(keys[i], keyGroups) != wanted || taken.contains(keys[i])) {
                keys[i]++;
            }
            taken.add(keys[i]);
        }
        return keys;
    }
}

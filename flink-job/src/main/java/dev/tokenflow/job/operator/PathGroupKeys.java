package dev.tokenflow.job.operator;

import java.util.HashSet;
import java.util.Set;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * The Flink keys of the groups of paths. Flink spreads keys by hash, which would give some subtasks twice the groups of
 * others; so each group has the smallest number as key that lands where an even share puts it, the same in every
 * process.
 */
public final class PathGroupKeys {
    /** Maximum parallelism of the job, where Flink is not set to another. */
    public static final int KEY_GROUPS = 128;

    private PathGroupKeys() {}

    /** The key of each of {@code groups} in the job that {@code stream} belongs to. */
    public static int[] of(DataStream<?> stream, int groups) {
        int set = stream.getExecutionEnvironment().getMaxParallelism();
        return of(groups, set > 0 ? set : KEY_GROUPS);
    }

    /** The key of each of {@code groups} in a job with this maximum parallelism; no two are the same. */
    static int[] of(int groups, int keyGroups) {
        int[] keys = new int[groups];
        Set<Integer> taken = new HashSet<>();
        for (int i = 0; i < groups; i++) {
            int wanted = (int) ((long) i * keyGroups / groups);
            while (KeyGroupRangeAssignment.assignToKeyGroup(keys[i], keyGroups) != wanted || taken.contains(keys[i])) {
                keys[i]++;
            }
            taken.add(keys[i]);
        }
        return keys;
    }
}

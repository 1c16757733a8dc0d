package dev.tokenflow.job.ml;

import org.apache.flink.ml.param.IntParam;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.param.ParamValidators;

/** How an isolation forest is grown, see {@link dev.tokenflow.core.model.fit.ForestConfig}. */
public interface IsolationForestParams<T> extends TrainerParams<T> {
    Param<Integer> NUM_TREES = new IntParam("numTrees", "Trees.", 100, ParamValidators.inRange(1, 10_000));

    Param<Integer> SUBSAMPLE =
            new IntParam("subsample", "Rows each tree is grown from.", 256, ParamValidators.inRange(2, 4_096));

    default T setNumTrees(int trees) {
        return set(NUM_TREES, trees);
    }

    default T setSubsample(int rows) {
        return set(SUBSAMPLE, rows);
    }
}

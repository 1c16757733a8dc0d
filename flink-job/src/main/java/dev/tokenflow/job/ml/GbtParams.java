package dev.tokenflow.job.ml;

import org.apache.flink.ml.param.DoubleParam;
import org.apache.flink.ml.param.IntParam;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.param.ParamValidators;
import org.apache.flink.ml.param.StringParam;

/** How boosted trees are grown, see {@link dev.tokenflow.core.model.fit.BoostingConfig}. */
public interface GbtParams<T> extends TrainerParams<T> {
    Param<String> LABEL_COL = new StringParam(
            "labelCol", "Column with what is to be said, a double.", "label", ParamValidators.notNull());

    Param<Double> QUANTILE = new DoubleParam(
            "quantile",
            "Quantile of the pinball loss, between 0 and 1; 0: squared error.",
            0.0,
            quantile -> quantile != null && quantile >= 0 && quantile < 1);

    Param<Integer> MAX_TREES = new IntParam("maxTrees", "Most trees.", 100, ParamValidators.inRange(1, 5_000));

    Param<Integer> MAX_LEAVES = new IntParam("maxLeaves", "Most leaves of a tree.", 31, ParamValidators.inRange(2, 64));

    Param<Integer> MAX_DEPTH =
            new IntParam("maxDepth", "Most cuts on the way to a leaf.", 6, ParamValidators.inRange(1, 12));

    Param<Integer> LEAST_LEAF = new IntParam("leastLeaf", "Fewest rows of a leaf.", 20, ParamValidators.gtEq(1));

    Param<Double> SHRINKAGE = new DoubleParam(
            "shrinkage", "Share of each tree that is added.", 0.1, share -> share != null && share > 0 && share <= 1);

    Param<Double> ROW_SHARE = new DoubleParam(
            "rowShare", "Share of the rows a tree sees.", 0.8, share -> share != null && share > 0 && share <= 1);

    Param<Double> FEATURE_SHARE = new DoubleParam(
            "featureShare",
            "Share of the inputs a tree may cut.",
            0.8,
            share -> share != null && share > 0 && share <= 1);

    Param<Double> VALIDATION_SHARE = new DoubleParam(
            "validationShare",
            "Share of the rows, the last, that decides when to stop; 0: never.",
            0.15,
            ParamValidators.inRange(0.0, 0.5));

    Param<Integer> PATIENCE =
            new IntParam("patience", "Trees without a gain after which it stops.", 15, ParamValidators.gtEq(1));

    default T setLabelCol(String column) {
        return set(LABEL_COL, column);
    }

    default T setQuantile(double quantile) {
        return set(QUANTILE, quantile);
    }

    default T setMaxTrees(int trees) {
        return set(MAX_TREES, trees);
    }

    default T setMaxLeaves(int leaves) {
        return set(MAX_LEAVES, leaves);
    }
}

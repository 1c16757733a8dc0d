package dev.tokenflow.core.model.fit;

import java.io.Serializable;

/**
 * How boosted trees are grown.
 *
 * @param loss what is made small
 * @param trees most trees, 1 to 5,000; early stopping may keep fewer
 * @param leaves most leaves a tree, 2 to 64
 * @param depth most cuts on the way to a leaf, 1 to 12
 * @param leastLeaf fewest rows a leaf is made for, &ge; 1
 * @param shrinkage share of each tree that is added, above 0 and at most 1 (Friedman 2001, section 5)
 * @param rowShare share of the rows each tree sees, above 0 and at most 1 (Friedman 2002)
 * @param inputShare share of the inputs each tree may cut, above 0 and at most 1
 * @param validationShare newest share of the rows that is not fitted but decides when to stop, 0 to 0.5; 0 = never
 * @param patience trees without a gain on these after which it stops, &ge; 1
 * @param seed the same seed and rows give the same trees
 */
public record BoostingConfig(
        BoostingLoss loss,
        int trees,
        int leaves,
        int depth,
        int leastLeaf,
        double shrinkage,
        double rowShare,
        double inputShare,
        double validationShare,
        int patience,
        long seed)
        implements Serializable {

    public static final BoostingConfig DEFAULT =
            new BoostingConfig(BoostingLoss.SQUARED, 100, 31, 6, 20, 0.1, 0.8, 0.8, 0.15, 15, 1);

    public BoostingConfig {
        require(trees >= 1 && trees <= 5_000, "trees", trees, "1 to 5000");
        require(leaves >= 2 && leaves <= 64, "leaves", leaves, "2 to 64");
        require(depth >= 1 && depth <= 12, "depth", depth, "1 to 12");
        require(leastLeaf >= 1, "fewest rows of a leaf", leastLeaf, "1 or more");
        require(shrinkage > 0 && shrinkage <= 1, "shrinkage", shrinkage, "above 0, at most 1");
        require(rowShare > 0 && rowShare <= 1, "row share", rowShare, "above 0, at most 1");
        require(inputShare > 0 && inputShare <= 1, "input share", inputShare, "above 0, at most 1");
        require(validationShare >= 0 && validationShare <= 0.5, "validation share", validationShare, "0 to 0.5");
        require(patience >= 1, "patience", patience, "1 or more");
    }

    public BoostingConfig withLoss(BoostingLoss other) {
        return new BoostingConfig(
                other,
                trees,
                leaves,
                depth,
                leastLeaf,
                shrinkage,
                rowShare,
                inputShare,
                validationShare,
                patience,
                seed);
    }

    private static void require(boolean holds, String what, double value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(what + " is " + value + ", expected " + expected);
        }
    }
}

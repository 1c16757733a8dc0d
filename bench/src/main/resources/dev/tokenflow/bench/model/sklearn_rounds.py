"""Times scikit-learn on the rows of a file: one JSON line a round, asked for by a line on standard input."""
import json
import sys
import time

import numpy as np
import sklearn
from sklearn.ensemble import HistGradientBoostingRegressor, IsolationForest

path, inputs = sys.argv[1], int(sys.argv[2])
table = np.fromfile(path, dtype=">f8").astype("f8").reshape(-1, inputs + 1)
rows, targets = np.ascontiguousarray(table[:, :inputs]), np.ascontiguousarray(table[:, inputs])
batch = rows[:20000]


def timed(action, times):
    start = time.perf_counter()
    for _ in range(times):
        result = action()
    return (time.perf_counter() - start) / times, result


print(json.dumps({"version": sklearn.__version__}), flush=True)
for _ in sys.stdin:
    fit_forest, forest = timed(lambda: IsolationForest(n_estimators=100, max_samples=256, random_state=1).fit(rows), 1)
    score_batch, _ = timed(lambda: forest.score_samples(batch), 2)
    score_row, _ = timed(lambda: forest.score_samples(batch[:1]), 20)
    boosting = HistGradientBoostingRegressor(max_iter=100, max_leaf_nodes=31, early_stopping=False, random_state=1)
    fit_trees, trees = timed(lambda: boosting.fit(rows, targets), 1)
    say_batch, _ = timed(lambda: trees.predict(batch), 5)
    print(json.dumps({
        "fit_forest_s": fit_forest,
        "forest_batch_ns": score_batch / len(batch) * 1e9,
        "forest_row_ns": score_row * 1e9,
        "fit_trees_s": fit_trees,
        "trees_batch_ns": say_batch / len(batch) * 1e9,
    }), flush=True)

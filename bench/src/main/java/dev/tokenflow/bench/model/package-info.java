/** Forest and trees against scikit-learn's. */
@NullMarked
package dev.tokenflow.bench.model;

import org.jspecify.annotations.NullMarked;

/** Training: from rows of path features to models. */
@NullMarked
package dev.tokenflow.job.train;

import org.jspecify.annotations.NullMarked;

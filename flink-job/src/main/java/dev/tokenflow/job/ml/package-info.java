/** Isolation forest and boosted trees as Flink ML stages: estimators, models and servables around core's own. */
@NullMarked
package dev.tokenflow.job.ml;

import org.jspecify.annotations.NullMarked;

/**
 * The Flink job: batches of kernel events in, path features and pacing hints out. Wiring only; the mathematics is in
 * core.
 */
@NullMarked
package dev.tokenflow.job;

import org.jspecify.annotations.NullMarked;

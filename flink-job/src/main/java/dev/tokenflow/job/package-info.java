/**
 * The Flink job: batches of kernel events in, path features and pacing hints out; and the training job beside it.
 *
 * <p>This package wires operators to streams and names them. Arithmetic never belongs here: it is in core, behind thin
 * operators in the packages below.
 */
@NullMarked
package dev.tokenflow.job;

import org.jspecify.annotations.NullMarked;

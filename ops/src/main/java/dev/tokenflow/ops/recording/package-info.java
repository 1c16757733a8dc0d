/**
 * Kernel events in files: {@code record} writes what is in the broker, and {@code features} computes what the job would
 * make of it, without a job. How a feature is computed belongs to {@code core}, never here.
 */
@NullMarked
package dev.tokenflow.ops.recording;

import org.jspecify.annotations.NullMarked;

/**
 * Takes recorded batches through the same code as the job, without threads and clocks: the batches tell the time.
 *
 * <p>Here belongs what a replay needs beyond shards and windows. Reading files does not; nor does writing tables.
 */
@NullMarked
package dev.tokenflow.core.replay;

import org.jspecify.annotations.NullMarked;

/**
 * Where input comes from: the Kafka sources, the time of their records and what counts as idle.
 *
 * <p>Whether a batch is sound is never decided here: see {@code CheckBatches}.
 */
@NullMarked
package dev.tokenflow.job.source;

import org.jspecify.annotations.NullMarked;

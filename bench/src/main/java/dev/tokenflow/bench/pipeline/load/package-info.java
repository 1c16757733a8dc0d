/**
 * The load on the pipeline: made-up agents and their clients, and what goes wrong with a client on purpose.
 *
 * <p>Nothing here knows what becomes of the events.
 */
@NullMarked
package dev.tokenflow.bench.pipeline.load;

import org.jspecify.annotations.NullMarked;

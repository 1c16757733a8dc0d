/**
 * The flat records that travel between operators and to the sinks.
 *
 * <p>What is kept as state has a codec and a serializer with a version in {@code job.state}. Behaviour never belongs
 * here.
 */
@NullMarked
package dev.tokenflow.job.record;

import org.jspecify.annotations.NullMarked;

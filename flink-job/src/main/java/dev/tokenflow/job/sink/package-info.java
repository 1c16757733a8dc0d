/**
 * Where results go: the Kafka sinks and the form of their records.
 *
 * <p>Which results there are is never decided here.
 */
@NullMarked
package dev.tokenflow.job.sink;

import org.jspecify.annotations.NullMarked;

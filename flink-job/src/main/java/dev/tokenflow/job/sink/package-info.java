/** Kafka sinks. */
@NullMarked
package dev.tokenflow.job.sink;

import org.jspecify.annotations.NullMarked;

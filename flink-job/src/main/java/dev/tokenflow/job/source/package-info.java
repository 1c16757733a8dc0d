/** Kafka sources and event time. */
@NullMarked
package dev.tokenflow.job.source;

import org.jspecify.annotations.NullMarked;

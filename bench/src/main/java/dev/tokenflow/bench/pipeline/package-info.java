/**
 * The whole way from Kafka to a fetched hint: the highest rate that is carried, and how long an event takes.
 *
 * <p>Here is what runs the pipeline and puts results together. The load and the arithmetic of measuring have packages
 * of their own.
 */
@NullMarked
package dev.tokenflow.bench.pipeline;

import org.jspecify.annotations.NullMarked;

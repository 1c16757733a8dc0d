/**
 * The agent: carries the kernel probe's events to Kafka as the kernel wrote them, counts what is lost on the way, and
 * knows nothing about what the numbers mean.
 */
@NullMarked
package dev.tokenflow.agent;

import org.jspecify.annotations.NullMarked;

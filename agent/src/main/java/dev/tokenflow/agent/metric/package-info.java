/**
 * What the agent tells about itself: its counters, and {@code /metrics} for Prometheus.
 *
 * <p>Values are read when they are scraped. Counting itself belongs to the part that does the work.
 */
@NullMarked
package dev.tokenflow.agent.metric;

import org.jspecify.annotations.NullMarked;

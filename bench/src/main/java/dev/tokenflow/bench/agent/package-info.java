/**
 * What the kernel probe costs, how many events the agent can carry, and how much traffic at full speed loses to it.
 *
 * <p>Everything here needs root and Linux; what needs neither belongs elsewhere.
 */
@NullMarked
package dev.tokenflow.bench.agent;

import org.jspecify.annotations.NullMarked;

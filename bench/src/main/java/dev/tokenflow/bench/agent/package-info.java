/** What the agent costs and what it can carry, on real traffic. */
@NullMarked
package dev.tokenflow.bench.agent;

import org.jspecify.annotations.NullMarked;

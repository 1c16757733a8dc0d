/**
 * What stands behind and before a proxy under test: an engine that replays events at their times, and readers that
 * count what comes and how late.
 *
 * <p>Nothing of a proxy, and no verdict.
 */
@NullMarked
package dev.tokenflow.bench.gateway.load;

import org.jspecify.annotations.NullMarked;

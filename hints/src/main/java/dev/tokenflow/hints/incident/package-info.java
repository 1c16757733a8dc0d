/**
 * What is going on: the incidents of the last hour, in memory, as an answer over HTTP and as metrics for Grafana.
 *
 * <p>How incidents are found does not belong here, nor anything that a sender relies on.
 */
@NullMarked
package dev.tokenflow.hints.incident;

import org.jspecify.annotations.NullMarked;

/**
 * What people look at: the paths that need attention most, on the live page and as metrics for Grafana.
 *
 * <p>It reads the store and changes nothing. Nothing that a sender relies on belongs here.
 */
@NullMarked
package dev.tokenflow.hints.fleet;

import org.jspecify.annotations.NullMarked;

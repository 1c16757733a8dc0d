/**
 * The names and meanings of all metrics of the hint server, in one list that documents and dashboards can be checked
 * against.
 *
 * <p>Values do not belong here: whoever has a value registers it.
 */
@NullMarked
package dev.tokenflow.hints.metric;

import org.jspecify.annotations.NullMarked;

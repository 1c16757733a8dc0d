/**
 * From events to panes: what is remembered of one shard of batches (sockets, open panes, gauges), and the rules for
 * events that are rejected.
 *
 * <p>Here belongs everything that looks at single events. Windows over many panes do not; nor does anything that knows
 * a thread, a timer or a topic.
 */
@NullMarked
package dev.tokenflow.core.shard;

import org.jspecify.annotations.NullMarked;

/**
 * Virtual time: the queue of events, timers on it, and a clock that lets it follow real time. Nothing that happens in
 * that time belongs here.
 */
@NullMarked
package dev.tokenflow.simulator.time;

import org.jspecify.annotations.NullMarked;

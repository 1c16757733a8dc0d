/**
 * A link that gets worse and heals: one model of rate, queue, delay and loss over time, and the schedules and
 * recordings that drive it. Neither packets nor TCP belong here.
 */
@NullMarked
package dev.tokenflow.simulator.link;

import org.jspecify.annotations.NullMarked;

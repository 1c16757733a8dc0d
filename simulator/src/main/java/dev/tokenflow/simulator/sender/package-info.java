/**
 * The ways of sending that are compared: a sender, the pace its streams start with, and one answer that is sent so.
 *
 * <p>All is arithmetic, with the time as a parameter, so that the token server uses it in real time and simulated runs
 * in virtual time. What a sender anywhere can use is not here but in {@link dev.tokenflow.client.pacer}; sockets,
 * timers and text belong to {@link dev.tokenflow.simulator.server}.
 */
@NullMarked
package dev.tokenflow.simulator.sender;

import org.jspecify.annotations.NullMarked;

/**
 * The open answers of a token server on their connections, with their timers, and what is counted of them.
 *
 * <p>When tokens leave is decided in {@link dev.tokenflow.simulator.sender} and the client.
 */
@NullMarked
package dev.tokenflow.simulator.server.stream;

import org.jspecify.annotations.NullMarked;

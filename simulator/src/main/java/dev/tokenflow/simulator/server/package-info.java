/** The OpenAI-compatible token server: makes answers up at a steady rate and sends them by one of the arms. */
@NullMarked
package dev.tokenflow.simulator.server;

import org.jspecify.annotations.NullMarked;

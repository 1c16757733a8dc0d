/**
 * TCP as Linux does it, in virtual time: one sender, one receiver, the path between them, and the events that the
 * kernel's probe would write. It knows nothing of tokens, answers or readers.
 */
@NullMarked
package dev.tokenflow.simulator.tcp;

import org.jspecify.annotations.NullMarked;

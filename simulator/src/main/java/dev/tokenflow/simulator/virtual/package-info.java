/**
 * TCP connections, token streams and their readers in virtual time, over the link model of {@code link}; emits the
 * events a kernel would.
 */
@NullMarked
package dev.tokenflow.simulator.virtual;

import org.jspecify.annotations.NullMarked;

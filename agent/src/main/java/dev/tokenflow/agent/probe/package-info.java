/**
 * The kernel side: which sockets are watched, how the probe is loaded and attached, and the ring buffer through which
 * its events come.
 *
 * <p>Everything that must agree with the C sources in {@code bpf/} belongs here. What happens to an event after it was
 * read from the ring does not.
 */
@NullMarked
package dev.tokenflow.agent.probe;

import org.jspecify.annotations.NullMarked;

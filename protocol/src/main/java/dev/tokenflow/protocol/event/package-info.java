/**
 * Kernel TCP events on their way from the probe to the job: the struct as the kernel writes it, the batch that carries
 * structs, and IP addresses.
 *
 * <p>Here belongs what must be known to read or write these bytes, in every version that is still read. What events
 * mean for a path (sums, windows, rules of plausibility) does not; that is {@code core}'s.
 */
@NullMarked
package dev.tokenflow.protocol.event;

import org.jspecify.annotations.NullMarked;

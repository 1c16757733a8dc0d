/**
 * What there is on this machine: programs and free ports. Uses nothing but the JDK, because it also runs from its
 * source. What to do about something that is missing never belongs here.
 */
@NullMarked
package dev.tokenflow.ops.machine;

import org.jspecify.annotations.NullMarked;

/**
 * {@code ./tokenflow doctor}: what the parts of TokenFlow need from a machine, what of it is there, and how to get the
 * rest. Uses nothing but the JDK, because it runs from its source where a build is not possible. Installing never
 * belongs here: the launcher does that, since it must be able to install a JDK.
 */
@NullMarked
package dev.tokenflow.ops.doctor;

import org.jspecify.annotations.NullMarked;

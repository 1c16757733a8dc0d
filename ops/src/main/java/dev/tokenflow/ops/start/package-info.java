/**
 * What must work before anything is built: the list of commands, and the small program that the launcher runs from its
 * source when a build is needed. Like {@code ops.build} and {@code ops.doctor} it may use nothing but the JDK. What a
 * command does, once everything is built, never belongs here.
 */
@NullMarked
package dev.tokenflow.ops.start;

import org.jspecify.annotations.NullMarked;

/**
 * {@code ./tokenflow}: the one root of every command, and the commands that only start something of another room. What
 * a command does belongs to the room or the package that knows about it, never here.
 */
@NullMarked
package dev.tokenflow.ops;

import org.jspecify.annotations.NullMarked;

/** Faults on a real interface: put on by {@code tc}, and always taken off again. */
@NullMarked
package dev.tokenflow.ops.chaos;

import org.jspecify.annotations.NullMarked;

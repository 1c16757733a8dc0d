/** Faults on real network interfaces, always undone. */
@NullMarked
package dev.tokenflow.lab.chaos;

import org.jspecify.annotations.NullMarked;

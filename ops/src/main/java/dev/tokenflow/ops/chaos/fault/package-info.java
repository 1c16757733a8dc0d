/**
 * The faults of {@code ./tokenflow chaos}: how {@code tc} puts them on, the notes from which they are undone whatever
 * happens, and the watchdog that undoes them. Options and signals of the command never belong here.
 */
@NullMarked
package dev.tokenflow.ops.chaos.fault;

import org.jspecify.annotations.NullMarked;

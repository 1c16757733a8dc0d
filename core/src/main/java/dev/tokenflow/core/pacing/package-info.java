/**
 * From one reading of a path to one decision: what every pacing law gets, gives and remembers, the votes of clients on
 * their neighbourhoods, and the two pacers through which job and experiments run a law.
 *
 * <p>What belongs here holds for every law. The formulas of a single law never do (they stand in the packages below),
 * nor do clocks, threads or the state of a framework: time comes with the signals, and state goes in and out.
 */
@NullMarked
package dev.tokenflow.core.pacing;

import org.jspecify.annotations.NullMarked;

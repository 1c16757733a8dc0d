/**
 * The command that proves that the job stays right under faults, and how its rows are run.
 *
 * <p>Nothing here makes a fault.
 */
@NullMarked
package dev.tokenflow.lab.faults;

import org.jspecify.annotations.NullMarked;

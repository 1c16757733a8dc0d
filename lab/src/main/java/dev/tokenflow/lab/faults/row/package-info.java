/**
 * The rows: what is done to the job, and what must hold meanwhile and afterwards.
 *
 * <p>Nothing here prints.
 */
@NullMarked
package dev.tokenflow.lab.faults.row;

import org.jspecify.annotations.NullMarked;

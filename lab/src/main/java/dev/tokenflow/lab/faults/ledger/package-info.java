/**
 * Readers of the log and of the hint server, and what they find. They decode batches and hints, and know nothing of how
 * the job cuts time.
 *
 * <p>Nothing here makes a fault.
 */
@NullMarked
package dev.tokenflow.lab.faults.ledger;

import org.jspecify.annotations.NullMarked;

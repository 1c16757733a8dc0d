/**
 * Made-up agents whose clients are congested for half a second every few seconds, each time with another round trip.
 *
 * <p>Nothing here knows what the job makes of it.
 */
@NullMarked
package dev.tokenflow.lab.faults.traffic;

import org.jspecify.annotations.NullMarked;

/**
 * The real parts as processes: broker, Flink cluster, job and hint server, one stage for each row.
 *
 * <p>Nothing here knows what a row does to them, or what must hold.
 */
@NullMarked
package dev.tokenflow.lab.faults.stack;

import org.jspecify.annotations.NullMarked;

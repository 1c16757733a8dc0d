/**
 * The long-running parts of TokenFlow inside one process: broker, Flink job, and children that live and die with it.
 */
@NullMarked
package dev.tokenflow.lab.stack;

import org.jspecify.annotations.NullMarked;

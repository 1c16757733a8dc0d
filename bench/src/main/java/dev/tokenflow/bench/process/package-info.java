/**
 * Processes that benchmarks start beside themselves, so that the CPU time of what is measured is its own.
 *
 * <p>What such a process measures or serves for one benchmark belongs to that benchmark.
 */
@NullMarked
package dev.tokenflow.bench.process;

import org.jspecify.annotations.NullMarked;

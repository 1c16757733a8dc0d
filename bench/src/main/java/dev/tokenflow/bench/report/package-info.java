/**
 * What all benchmarks share: rows with targets, their output as text and JSON, the options for it, and the refusal to
 * run.
 *
 * <p>Nothing that belongs to one benchmark alone.
 */
@NullMarked
package dev.tokenflow.bench.report;

import org.jspecify.annotations.NullMarked;

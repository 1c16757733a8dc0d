/** Benchmarks: each subcommand measures one part beside what it is compared with, and reports rows of one form. */
@NullMarked
package dev.tokenflow.bench;

import org.jspecify.annotations.NullMarked;

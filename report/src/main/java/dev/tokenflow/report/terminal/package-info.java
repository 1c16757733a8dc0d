/**
 * What a person sees in a terminal while a run goes on, and the tables at its end. It reads the record of a run and
 * computes no figures.
 */
@NullMarked
package dev.tokenflow.report.terminal;

import org.jspecify.annotations.NullMarked;

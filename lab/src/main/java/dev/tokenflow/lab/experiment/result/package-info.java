/**
 * The figures of runs, over seeds and over links, and the rows that judge them against targets. Neither how they were
 * measured nor how they are shown.
 */
@NullMarked
package dev.tokenflow.lab.experiment.result;

import org.jspecify.annotations.NullMarked;

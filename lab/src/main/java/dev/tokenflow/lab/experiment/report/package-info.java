/** How the results of an experiment are shown: tables on the terminal, a page, JSON. No figure is computed here. */
@NullMarked
package dev.tokenflow.lab.experiment.report;

import org.jspecify.annotations.NullMarked;

/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.lab.experiment.report;

import org.jspecify.annotations.NullMarked;

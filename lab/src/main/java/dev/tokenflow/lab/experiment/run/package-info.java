/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.lab.experiment.run;

import org.jspecify.annotations.NullMarked;

/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.lab.experiment.result;

import org.jspecify.annotations.NullMarked;

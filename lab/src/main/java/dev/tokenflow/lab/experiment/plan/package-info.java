/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.lab.experiment.plan;

import org.jspecify.annotations.NullMarked;

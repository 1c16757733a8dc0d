/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.lab.experiment.loop;

import org.jspecify.annotations.NullMarked;

/**
 * One run of one arm with one seed, in virtual time or on the kernel, and the store of finished runs. Figures are
 * defined in the package of results; nothing is printed here but progress.
 */
@NullMarked
package dev.tokenflow.lab.experiment.run;

import org.jspecify.annotations.NullMarked;

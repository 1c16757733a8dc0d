/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.job.pacing;

import org.jspecify.annotations.NullMarked;

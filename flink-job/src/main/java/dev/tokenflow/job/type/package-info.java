/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.job.type;

import org.jspecify.annotations.NullMarked;

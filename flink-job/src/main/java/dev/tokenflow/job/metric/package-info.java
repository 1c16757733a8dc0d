/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.job.metric;

import org.jspecify.annotations.NullMarked;

/** The public flat records that travel between operators and to the sinks. */
@NullMarked
package dev.tokenflow.job.record;

import org.jspecify.annotations.NullMarked;

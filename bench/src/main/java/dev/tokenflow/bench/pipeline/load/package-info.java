/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.bench.pipeline.load;

import org.jspecify.annotations.NullMarked;

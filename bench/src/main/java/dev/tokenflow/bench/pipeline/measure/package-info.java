/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.bench.pipeline.measure;

import org.jspecify.annotations.NullMarked;

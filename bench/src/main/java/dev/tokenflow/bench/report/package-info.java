/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.bench.report;

import org.jspecify.annotations.NullMarked;

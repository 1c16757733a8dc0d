/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.bench.window.traffic;

import org.jspecify.annotations.NullMarked;

/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.bench.window.run;

import org.jspecify.annotations.NullMarked;

/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.bench.window.peer;

import org.jspecify.annotations.NullMarked;

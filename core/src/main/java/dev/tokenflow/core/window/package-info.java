/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.core.window;

import org.jspecify.annotations.NullMarked;

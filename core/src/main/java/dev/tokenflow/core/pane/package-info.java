/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.core.pane;

import org.jspecify.annotations.NullMarked;

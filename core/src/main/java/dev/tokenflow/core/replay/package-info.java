/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.core.replay;

import org.jspecify.annotations.NullMarked;

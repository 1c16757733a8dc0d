/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.core.source;

import org.jspecify.annotations.NullMarked;

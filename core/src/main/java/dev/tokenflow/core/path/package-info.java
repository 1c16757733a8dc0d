/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.core.path;

import org.jspecify.annotations.NullMarked;

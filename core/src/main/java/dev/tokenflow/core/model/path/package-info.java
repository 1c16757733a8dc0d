/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.core.model.path;

import org.jspecify.annotations.NullMarked;

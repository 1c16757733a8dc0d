/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.core.model.saved;

import org.jspecify.annotations.NullMarked;

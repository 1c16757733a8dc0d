/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.core.model.fit;

import org.jspecify.annotations.NullMarked;

/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.core.model.series;

import org.jspecify.annotations.NullMarked;

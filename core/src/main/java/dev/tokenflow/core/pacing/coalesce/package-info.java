/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.core.pacing.coalesce;

import org.jspecify.annotations.NullMarked;

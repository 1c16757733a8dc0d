/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.core.pacing.law;

import org.jspecify.annotations.NullMarked;

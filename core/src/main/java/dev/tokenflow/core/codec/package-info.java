/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.core.codec;

import org.jspecify.annotations.NullMarked;

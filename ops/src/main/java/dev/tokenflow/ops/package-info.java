/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.ops;

import org.jspecify.annotations.NullMarked;

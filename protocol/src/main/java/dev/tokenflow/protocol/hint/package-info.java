/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.protocol.hint;

import org.jspecify.annotations.NullMarked;

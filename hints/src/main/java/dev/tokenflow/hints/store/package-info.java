/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.hints.store;

import org.jspecify.annotations.NullMarked;

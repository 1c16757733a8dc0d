/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.hints.answer;

import org.jspecify.annotations.NullMarked;

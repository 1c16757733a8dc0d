/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.cli;

import org.jspecify.annotations.NullMarked;

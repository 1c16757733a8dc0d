/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.testbed.process;

import org.jspecify.annotations.NullMarked;

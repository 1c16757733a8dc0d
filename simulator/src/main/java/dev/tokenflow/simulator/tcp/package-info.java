/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.simulator.tcp;

import org.jspecify.annotations.NullMarked;

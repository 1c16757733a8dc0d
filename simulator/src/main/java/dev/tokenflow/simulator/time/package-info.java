/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.simulator.time;

import org.jspecify.annotations.NullMarked;

/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.simulator.tun;

import org.jspecify.annotations.NullMarked;

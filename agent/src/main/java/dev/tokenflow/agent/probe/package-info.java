/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.agent.probe;

import org.jspecify.annotations.NullMarked;

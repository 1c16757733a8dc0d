/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.agent.host;

import org.jspecify.annotations.NullMarked;

/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.agent.batch;

import org.jspecify.annotations.NullMarked;

/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.agent.file;

import org.jspecify.annotations.NullMarked;

/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.ops.chaos.fault;

import org.jspecify.annotations.NullMarked;

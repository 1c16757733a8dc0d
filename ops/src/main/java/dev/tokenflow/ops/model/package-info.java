/** {@code tokenflow model}: forest and forecasts on anyone's data, to check them against other tools. */
@NullMarked
package dev.tokenflow.ops.model;

import org.jspecify.annotations.NullMarked;

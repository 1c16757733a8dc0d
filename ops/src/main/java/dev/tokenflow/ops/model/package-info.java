/**
 * {@code ./tokenflow model}: the project's forests and forecasts on anyone's data, to compare them with other tools.
 * Models of paths, which the job trains and uses by itself, never belong here.
 */
@NullMarked
package dev.tokenflow.ops.model;

import org.jspecify.annotations.NullMarked;

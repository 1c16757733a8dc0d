/**
 * From panes to readings: the windows of paths, which are rolled along and evaluated.
 *
 * <p>Here belongs everything that puts many panes of a path together. Single events do not; nor do laws and models,
 * which look at a reading.
 */
@NullMarked
package dev.tokenflow.core.window;

import org.jspecify.annotations.NullMarked;

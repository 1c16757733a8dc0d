/**
 * Training: from rows of numbers to trees.
 *
 * <p>Nothing here knows what a number means or where it came from; paths and their features never belong here.
 */
@NullMarked
package dev.tokenflow.core.model.fit;

import org.jspecify.annotations.NullMarked;

/**
 * A model of what a path will carry: rows for it, how it is fitted, and how it is judged beside the memory of the law.
 *
 * <p>The inputs are made where the law could make them, in the package of capacities; nothing here decides anything.
 */
@NullMarked
package dev.tokenflow.core.model.capacity;

import org.jspecify.annotations.NullMarked;

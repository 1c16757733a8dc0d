/** Isolation forest, boosted trees, what they are given of a path and what they say of it. */
@NullMarked
package dev.tokenflow.core.model;

import org.jspecify.annotations.NullMarked;

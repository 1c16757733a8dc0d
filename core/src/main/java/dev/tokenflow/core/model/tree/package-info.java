/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.core.model.tree;

import org.jspecify.annotations.NullMarked;

/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.lab.observe;

import org.jspecify.annotations.NullMarked;

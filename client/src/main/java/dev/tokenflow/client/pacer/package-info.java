/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.client.pacer;

import org.jspecify.annotations.NullMarked;

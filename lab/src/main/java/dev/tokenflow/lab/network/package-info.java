/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.lab.network;

import org.jspecify.annotations.NullMarked;

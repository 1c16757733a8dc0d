/** Asks a hint server how to pace and fails open: what a token server embeds. Core and the JDK only. */
@NullMarked
package dev.tokenflow.client;

import org.jspecify.annotations.NullMarked;

/** Values on the command line. */
@NullMarked
package dev.tokenflow.lab.option;

import org.jspecify.annotations.NullMarked;

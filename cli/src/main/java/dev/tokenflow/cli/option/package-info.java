/** Values on the command line. */
@NullMarked
package dev.tokenflow.cli.option;

import org.jspecify.annotations.NullMarked;

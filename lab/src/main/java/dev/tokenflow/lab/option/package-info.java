/**
 * Options that the demo and the experiment share. What only one command has stays with that command; options of all of
 * TokenFlow are in the module cli.
 */
@NullMarked
package dev.tokenflow.lab.option;

import org.jspecify.annotations.NullMarked;

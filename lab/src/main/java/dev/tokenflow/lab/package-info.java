/** The command line of the lab. */
@NullMarked
package dev.tokenflow.lab;

import org.jspecify.annotations.NullMarked;

/** Token server, readers and the link between them, as commands. */
@NullMarked
package dev.tokenflow.simulator;

import org.jspecify.annotations.NullMarked;

/**
 * The hint server: the compacted hint topic in memory, answered over HTTP.
 *
 * <p>Here belongs what puts the parts below together, and the command line. The server never decides a pace: it serves
 * what the Flink job wrote.
 */
@NullMarked
package dev.tokenflow.hints;

import org.jspecify.annotations.NullMarked;

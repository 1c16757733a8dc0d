/**
 * The command {@code simulator} with its subcommands: token server, readers, and the link between them.
 *
 * <p>Here belong the options of the command line and what happens before a measurement. The parts themselves are in the
 * packages below. Flink and Kafka never belong into the simulator.
 */
@NullMarked
package dev.tokenflow.simulator;

import org.jspecify.annotations.NullMarked;

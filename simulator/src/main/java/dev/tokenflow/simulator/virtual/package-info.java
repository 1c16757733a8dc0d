/**
 * Token streams and their readers over simulated TCP in virtual time, and the run of a sender that sees the link
 * itself. TCP and links belong to their own packages; nothing here knows Kafka, Flink or a law.
 */
@NullMarked
package dev.tokenflow.simulator.virtual;

import org.jspecify.annotations.NullMarked;

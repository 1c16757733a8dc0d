/**
 * The control loop of an experiment in virtual time: core's features, law and pacers, with delays where Kafka, Flink
 * and HTTP would be.
 *
 * <p>How a law decides never belongs here, nor which links and arms are compared.
 */
@NullMarked
package dev.tokenflow.lab.experiment.loop;

import org.jspecify.annotations.NullMarked;

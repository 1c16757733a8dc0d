/**
 * What every arm and seed of an experiment have in common: the link, the load on it, and which of its seconds are
 * congested. Options of the command line and runs do not belong here.
 */
@NullMarked
package dev.tokenflow.lab.experiment.plan;

import org.jspecify.annotations.NullMarked;

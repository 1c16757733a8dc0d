/**
 * What can be foretold of what a path carries: rows from runs over recorded links, and models judged on trips that they
 * have not seen.
 */
@NullMarked
package dev.tokenflow.lab.experiment.capacity;

import org.jspecify.annotations.NullMarked;

/**
 * The command that compares arms: its options, the links and the load they name, and the order in which runs are done.
 * How one run works, what its figures mean and how they are shown belong to the packages below.
 */
@NullMarked
package dev.tokenflow.lab.experiment;

import org.jspecify.annotations.NullMarked;

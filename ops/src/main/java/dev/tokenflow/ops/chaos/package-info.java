/**
 * {@code ./tokenflow chaos}: the commands that put faults on a real interface for a while and always take them off
 * again. The faults themselves are in {@code chaos.fault}; links of the demo and of experiments never belong here.
 */
@NullMarked
package dev.tokenflow.ops.chaos;

import org.jspecify.annotations.NullMarked;

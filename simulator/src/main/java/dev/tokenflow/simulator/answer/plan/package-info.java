/**
 * What one answer is made of, whatever API asks for it: choices, their parts, how long each is and why it ends.
 *
 * <p>Names of members and events never belong here; they are in the package of their API.
 */
@NullMarked
package dev.tokenflow.simulator.answer.plan;

import org.jspecify.annotations.NullMarked;

/**
 * Reading requests: JSON members that are checked for their type and range, and the refusal of what is wrong.
 *
 * <p>Here belongs what the APIs have in common. Members that only one of them has do not.
 */
@NullMarked
package dev.tokenflow.simulator.request;

import org.jspecify.annotations.NullMarked;

/**
 * What the events of one answer cost on the wire, plain or compressed: sizes only, for networks that carry no content.
 * Links, TCP and the decision when an event is sent never belong here.
 */
@NullMarked
package dev.tokenflow.simulator.wire;

import org.jspecify.annotations.NullMarked;

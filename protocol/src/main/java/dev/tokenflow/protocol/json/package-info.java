/**
 * A small strict JSON reader and writer, and timestamps, for the formats of this room.
 *
 * <p>Here belongs JSON as such. Names of members do not; they stand in the codec of their format.
 */
@NullMarked
package dev.tokenflow.protocol.json;

import org.jspecify.annotations.NullMarked;

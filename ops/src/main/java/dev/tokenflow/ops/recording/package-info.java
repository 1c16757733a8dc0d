/** Kernel events in files: recorded from the broker, or put down by another tool, and their features offline. */
@NullMarked
package dev.tokenflow.ops.recording;

import org.jspecify.annotations.NullMarked;

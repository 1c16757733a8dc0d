/** The hint server: the compacted hint topic in memory, answered over HTTP. It never decides a pace. */
@NullMarked
package dev.tokenflow.hints;

import org.jspecify.annotations.NullMarked;

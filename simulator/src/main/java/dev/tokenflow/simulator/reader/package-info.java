/** Readers: they ask for answers on a fixed schedule, whatever happens, and note when tokens arrive. */
@NullMarked
package dev.tokenflow.simulator.reader;

import org.jspecify.annotations.NullMarked;

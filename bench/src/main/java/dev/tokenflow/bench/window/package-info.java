/** What rolling-window features cost an event, beside the other ways to compute them. */
@NullMarked
package dev.tokenflow.bench.window;

import org.jspecify.annotations.NullMarked;

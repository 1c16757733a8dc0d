/** What the hint server costs and carries, beside a Netty handler that does nothing but answer. */
@NullMarked
package dev.tokenflow.bench.hints;

import org.jspecify.annotations.NullMarked;

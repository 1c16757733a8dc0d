/**
 * {@code tokenflow bench gateway}: the gateway beside a bare proxy, nginx and the engine alone.
 *
 * <p>The load is in {@link dev.tokenflow.bench.gateway.load}, the processes in
 * {@link dev.tokenflow.bench.gateway.proxy}.
 */
@NullMarked
package dev.tokenflow.bench.gateway;

import org.jspecify.annotations.NullMarked;

/**
 * The proxies that are compared, each in a process of its own, and what such a process takes.
 *
 * <p>Nothing of what is sent through them.
 */
@NullMarked
package dev.tokenflow.bench.gateway.proxy;

import org.jspecify.annotations.NullMarked;

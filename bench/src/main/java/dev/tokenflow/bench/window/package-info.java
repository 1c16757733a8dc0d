/**
 * Rolling windows over the same raw batches in several ways: which are compared, in which suites, with which targets.
 *
 * <p>The ways themselves, the events and the running of a measurement have packages of their own.
 */
@NullMarked
package dev.tokenflow.bench.window;

import org.jspecify.annotations.NullMarked;

/**
 * Where results go: the Kafka sinks and the form of their records. Hints are written at least once; what only people
 * and training read may be lost, and is counted.
 *
 * <p>Which results there are is never decided here.
 */
@NullMarked
package dev.tokenflow.job.sink;

import org.jspecify.annotations.NullMarked;

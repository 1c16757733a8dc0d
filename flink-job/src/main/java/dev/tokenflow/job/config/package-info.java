/**
 * The options of the two jobs: each is read once, checked at once, and kept in a record with unit, default and reason.
 *
 * <p>Nothing here opens a connection or knows an operator.
 */
@NullMarked
package dev.tokenflow.job.config;

import org.jspecify.annotations.NullMarked;

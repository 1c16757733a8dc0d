/**
 * The hints that hold now, by whom they are for, and who waits for a change of them.
 *
 * <p>Everything that answers "which hint holds for this client?" belongs here. Kafka and the paths of HTTP do not.
 */
@NullMarked
package dev.tokenflow.hints.store;

import org.jspecify.annotations.NullMarked;

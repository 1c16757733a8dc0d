/**
 * What belongs together of all that is the matter: from the words of single clients and the rows of single streams to
 * incidents. Time is a parameter.
 *
 * <p>What is the matter with one path never belongs here: see {@code diagnosis}.
 */
@NullMarked
package dev.tokenflow.core.incident;

import org.jspecify.annotations.NullMarked;

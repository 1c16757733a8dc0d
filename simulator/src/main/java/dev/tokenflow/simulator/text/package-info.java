/**
 * Made-up text: words of several scripts, each token a function of a seed and a number.
 *
 * <p>Here belongs what a token's bytes are, as text and within JSON. What an answer is made of, and the members of any
 * API, never do.
 */
@NullMarked
package dev.tokenflow.simulator.text;

import org.jspecify.annotations.NullMarked;

/**
 * What is the matter with a path, in a word, and the numbers that say why. Time is a parameter.
 *
 * <p>How a path is paced never belongs here, nor what models of it are trained on.
 */
@NullMarked
package dev.tokenflow.core.diagnosis;

import org.jspecify.annotations.NullMarked;

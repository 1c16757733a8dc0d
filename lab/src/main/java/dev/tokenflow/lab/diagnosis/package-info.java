/**
 * How right diagnoses are: the truth of a link, the word in force, and what other ways of diagnosing say of the same
 * runs. How a path is diagnosed never belongs here, except by those others.
 */
@NullMarked
package dev.tokenflow.lab.diagnosis;

import org.jspecify.annotations.NullMarked;

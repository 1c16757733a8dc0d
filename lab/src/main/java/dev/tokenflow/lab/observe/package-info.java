/**
 * What is seen of a run from outside the loop: the kernel's events, the models' diagnoses, and the hints as they become
 * visible, each by client and time. Nothing here decides anything, and nothing judges what was seen.
 */
@NullMarked
package dev.tokenflow.lab.observe;

import org.jspecify.annotations.NullMarked;

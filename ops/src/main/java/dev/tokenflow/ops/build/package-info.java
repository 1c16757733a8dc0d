/**
 * Runs Maven on the checkout: to compile what has changed, to test, to make the job's jar. Uses nothing but the JDK,
 * because it runs from its source before anything is compiled. What the build does is the business of the POMs and
 * never belongs here.
 */
@NullMarked
package dev.tokenflow.ops.build;

import org.jspecify.annotations.NullMarked;

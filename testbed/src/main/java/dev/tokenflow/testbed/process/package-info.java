/**
 * Child processes that end when this one does, whatever ends it, and the signals that ask this one to end. What the
 * children do is not known here.
 */
@NullMarked
package dev.tokenflow.testbed.process;

import org.jspecify.annotations.NullMarked;

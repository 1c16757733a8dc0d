/** Network namespaces of an experiment: made, wired, and removed without a trace. */
@NullMarked
package dev.tokenflow.testbed.netns;

import org.jspecify.annotations.NullMarked;

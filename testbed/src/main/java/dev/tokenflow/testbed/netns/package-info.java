/**
 * Network namespaces for a run: made, wired, used by child processes, and removed without a trace. Nothing outside the
 * namespaces that this project made is ever touched.
 */
@NullMarked
package dev.tokenflow.testbed.netns;

import org.jspecify.annotations.NullMarked;

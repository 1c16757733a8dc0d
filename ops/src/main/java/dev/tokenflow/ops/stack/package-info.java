/** The whole stack as processes of their own on one machine, and the traffic that keeps it busy. */
@NullMarked
package dev.tokenflow.ops.stack;

import org.jspecify.annotations.NullMarked;

/** The whole stack as processes of their own on one machine, and the traffic that keeps it busy. */
@NullMarked
package dev.tokenflow.lab.up;

import org.jspecify.annotations.NullMarked;

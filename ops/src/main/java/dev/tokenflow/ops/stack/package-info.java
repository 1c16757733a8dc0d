/**
 * Everything TokenFlow is, as processes of their own on one machine: {@code up}, {@code status}, {@code logs} and
 * {@code down}. What a process does belongs to its own room, and what needs containers or a cluster to {@code deploy/},
 * never here.
 */
@NullMarked
package dev.tokenflow.ops.stack;

import org.jspecify.annotations.NullMarked;

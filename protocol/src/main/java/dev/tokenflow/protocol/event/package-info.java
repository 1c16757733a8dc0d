/** Kernel TCP events: the fixed-width struct as the kernel writes it, the batch that carries it, and addresses. */
@NullMarked
package dev.tokenflow.protocol.event;

import org.jspecify.annotations.NullMarked;

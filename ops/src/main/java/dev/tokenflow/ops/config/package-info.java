/**
 * {@code ./tokenflow config}: the reference of every option, made from the commands and configurations themselves. The
 * meaning of an option belongs where the option is, never here.
 */
@NullMarked
package dev.tokenflow.ops.config;

import org.jspecify.annotations.NullMarked;

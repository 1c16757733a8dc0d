/**
 * Options that several commands share, and the values of options: times, rates and shares. Built on picocli. What a
 * command does with a value never belongs here.
 */
@NullMarked
package dev.tokenflow.cli.option;

import org.jspecify.annotations.NullMarked;

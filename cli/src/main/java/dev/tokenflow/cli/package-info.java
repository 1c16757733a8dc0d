/**
 * What every command line of TokenFlow has in common: how an error looks, what {@code --version} prints, and how a
 * server logs. Built on picocli. What a single command does never belongs here.
 */
@NullMarked
package dev.tokenflow.cli;

import org.jspecify.annotations.NullMarked;

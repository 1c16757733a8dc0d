/**
 * What every command line of TokenFlow has in common: how an error looks, and what {@code --version} prints. Built on
 * picocli. What a single command does never belongs here.
 */
@NullMarked
package dev.tokenflow.cli;

import org.jspecify.annotations.NullMarked;

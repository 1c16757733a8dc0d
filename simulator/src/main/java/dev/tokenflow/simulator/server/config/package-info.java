/** What a token server is told once, at its start. */
@NullMarked
package dev.tokenflow.simulator.server.config;

import org.jspecify.annotations.NullMarked;

/**
 * The gateway's settings: from the command line, the environment and one YAML file, in this order of precedence,
 * checked once before anything starts.
 */
@NullMarked
package dev.tokenflow.gateway.config;

import org.jspecify.annotations.NullMarked;

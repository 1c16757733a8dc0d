package dev.tokenflow.core.feature;

import dev.tokenflow.core.pacing.Scope;

/**
 * The gauges a source last told of one path, kept to tell only changes.
 *
 * @param scope  what the key names
 * @param key    address, prefix or site
 * @param gauges what was told
 */
public record ToldGauges(Scope scope, String key, SocketGauges gauges) {}

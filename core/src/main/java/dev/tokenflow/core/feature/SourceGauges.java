package dev.tokenflow.core.feature;

/**
 * The latest gauges one source told of a path.
 *
 * @param source agent id and shard
 * @param gauges what it told
 */
public record SourceGauges(String source, SocketGauges gauges) {}

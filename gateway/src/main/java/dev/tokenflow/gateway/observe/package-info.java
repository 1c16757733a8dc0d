/**
 * What is known of requests and streams: metrics, access log, and rows of stream statistics for Kafka.
 *
 * <p>Everything here only watches; a full queue or a broker that is away never delays a token.
 */
@NullMarked
package dev.tokenflow.gateway.observe;

import org.jspecify.annotations.NullMarked;

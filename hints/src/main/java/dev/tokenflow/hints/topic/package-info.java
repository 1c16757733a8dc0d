/**
 * The hint topic: read from its beginning into the store, and followed for ever. Beside it the incident topic.
 *
 * <p>This is the only place that knows how hints and incidents reach the server. What is done with a hint afterwards
 * does not belong here.
 */
@NullMarked
package dev.tokenflow.hints.topic;

import org.jspecify.annotations.NullMarked;

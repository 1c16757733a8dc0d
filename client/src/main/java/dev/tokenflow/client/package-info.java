/**
 * Keeps hints fresh: what a server that streams tokens embeds to know how each of its clients should be sent to.
 *
 * <p>Here belong the ways to ask a hint server and what is known of each address. What a hint means for a stream is
 * decided in {@link dev.tokenflow.client.pacer}. Servers, Kafka, and anything that needs a library besides the JDK and
 * the protocol never belong here, since users take this package into their own processes.
 */
@NullMarked
package dev.tokenflow.client;

import org.jspecify.annotations.NullMarked;

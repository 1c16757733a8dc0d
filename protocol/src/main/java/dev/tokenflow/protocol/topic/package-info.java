/**
 * The Kafka topics by which the parts meet: their names and the settings that they need. Whoever makes a topic or looks
 * whether one is right takes them from here. What is in the records belongs to the packages of their formats.
 */
@NullMarked
package dev.tokenflow.protocol.topic;

import org.jspecify.annotations.NullMarked;

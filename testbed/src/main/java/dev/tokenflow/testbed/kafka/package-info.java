/**
 * A Kafka broker inside this process, its folder on disk and the names of TokenFlow's topics. No client that reads or
 * writes them.
 */
@NullMarked
package dev.tokenflow.testbed.kafka;

import org.jspecify.annotations.NullMarked;

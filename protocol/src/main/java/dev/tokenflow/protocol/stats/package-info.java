/**
 * What whoever sends tokens reports of its streams: one row a stream and second, its bounds and its JSON form.
 *
 * <p>Here belongs what such a row says. How rows are collected, sent, stored or judged does not.
 */
@NullMarked
package dev.tokenflow.protocol.stats;

import org.jspecify.annotations.NullMarked;

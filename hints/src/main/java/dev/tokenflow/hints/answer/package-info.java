/**
 * The HTTP interface that senders use: one hint, several, a long poll, a stream of events, and the document that
 * describes them ({@code openapi.json}).
 *
 * <p>A change here is a change of a contract. What is shown to people belongs to the fleet.
 */
@NullMarked
package dev.tokenflow.hints.answer;

import org.jspecify.annotations.NullMarked;

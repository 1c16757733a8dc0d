/**
 * Requests on their way to an engine and answers on their way back: headers by RFC 9110 and 9112, bodies byte for byte,
 * token streams handed to {@link dev.tokenflow.gateway.carry}.
 */
@NullMarked
package dev.tokenflow.gateway.proxy;

import org.jspecify.annotations.NullMarked;

/**
 * One token stream on its way from the engine to its reader: framed, merged, held by the hint, compressed, written.
 *
 * <p>What may be merged is in {@link dev.tokenflow.gateway.merge}, and when something leaves is decided in
 * {@link dev.tokenflow.client.pacer}. HTTP and the choice of engines never belong here.
 */
@NullMarked
package dev.tokenflow.gateway.carry;

import org.jspecify.annotations.NullMarked;

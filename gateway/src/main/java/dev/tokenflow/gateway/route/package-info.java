/**
 * Which engine a request goes to: upstreams, the paths and models they serve, and whether they are well.
 *
 * <p>Requests themselves never belong here.
 */
@NullMarked
package dev.tokenflow.gateway.route;

import org.jspecify.annotations.NullMarked;

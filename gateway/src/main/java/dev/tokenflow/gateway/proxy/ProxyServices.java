package dev.tokenflow.gateway.proxy;

import dev.tokenflow.gateway.carry.CarryServices;
import dev.tokenflow.gateway.observe.GatewayMetrics;
import dev.tokenflow.gateway.route.Routes;
import dev.tokenflow.http.encoding.StreamEncoders;
import dev.tokenflow.http.upstream.UpstreamPool;
import java.util.function.Supplier;

/**
 * What all requests share.
 *
 * @param routes as they are in force
 * @param pool of connections to engines
 * @param encoders for token streams
 * @param clients whose hint counts
 * @param carry what token streams share
 * @param limits of each request
 * @param metrics what is counted
 * @param tls whether readers' connections are encrypted
 */
public record ProxyServices(
        Supplier<Routes> routes,
        UpstreamPool pool,
        StreamEncoders encoders,
        ClientAddresses clients,
        CarryServices carry,
        ProxyLimits limits,
        GatewayMetrics metrics,
        boolean tls) {}

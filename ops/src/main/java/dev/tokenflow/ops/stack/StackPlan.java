package dev.tokenflow.ops.stack;

import dev.tokenflow.gateway.route.UpstreamConfig;
import dev.tokenflow.ops.machine.Ports;
import java.net.URI;
import java.util.List;
import java.util.Set;

/**
 * What a stack was asked to have besides its usual parts.
 *
 * @param withGateway whether it has a gateway
 * @param upstreams the engines behind the gateway; empty: the simulator's token server
 */
record StackPlan(boolean withGateway, List<URI> upstreams) {
    /** Without a gateway. */
    static final StackPlan USUAL = new StackPlan(false, List.of());

    /** @throws IllegalArgumentException when an upstream is none, or stands there without a gateway */
    StackPlan {
        if (!withGateway && !upstreams.isEmpty()) {
            throw new IllegalArgumentException("--upstream " + upstreams.getFirst() + " needs --gateway");
        }
        upstreams = List.copyOf(upstreams);
        upstreams.forEach(UpstreamConfig::of);
    }

    /** Whether the stack starts a token server for its gateway. */
    boolean withEngine() {
        return withGateway && upstreams.isEmpty();
    }

    /** Uses for which nobody will listen. */
    Set<Ports.Use> unusedPorts() {
        return !withGateway ? Ports.OF_GATEWAY : withEngine() ? Set.of() : Set.of(Ports.Use.ENGINE);
    }
}

package dev.tokenflow.ops.gateway;

import dev.tokenflow.gateway.Gateway;
import dev.tokenflow.gateway.GatewayOptions;
import dev.tokenflow.gateway.GatewaySettings;
import dev.tokenflow.gateway.route.UpstreamConfig;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** Gateways in this process, before one engine. */
final class Gateways {
    private Gateways() {}

    static Gateway start(URI engine, String... more) throws Exception {
        return start(UpstreamConfig.of(engine), more);
    }

    static Gateway start(UpstreamConfig engine, String... more) throws Exception {
        List<String> options = new ArrayList<>(List.of("--listen=127.0.0.1:0", "--admin=127.0.0.1:0", "--threads=1"));
        options.addAll(List.of(more));
        GatewayOptions parsed = CommandLine.populateCommand(new GatewayOptions(), options.toArray(String[]::new));
        return Gateway.start(GatewaySettings.of(parsed, List.of(engine)));
    }

    static URI uri(Gateway gateway) {
        return URI.create("http://127.0.0.1:" + gateway.port());
    }
}

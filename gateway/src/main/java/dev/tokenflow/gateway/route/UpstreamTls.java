package dev.tokenflow.gateway.route;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Makes upstreams ready for use.
 *
 * @param authorities PEM file of the authorities that sign the engines' certificates; null = those of the JDK
 */
public record UpstreamTls(@Nullable Path authorities) {
    public UpstreamTls {
        if (authorities != null && !Files.isReadable(authorities)) {
            throw new IllegalArgumentException("cannot read " + authorities + ": expected a PEM file of authorities");
        }
    }

    /**
     * Routes of these upstreams, in their order. Names of hosts are checked against the certificate.
     *
     * @throws IllegalArgumentException when the authorities cannot be used
     */
    public Routes routes(List<UpstreamConfig> configs) {
        List<Upstream> upstreams = new ArrayList<>();
        @Nullable SslContext shared = null;
        for (UpstreamConfig config : configs) {
            if (config.isTls() && shared == null) {
                shared = context();
            }
            upstreams.add(new Upstream(config, config.isTls() ? shared : null));
        }
        return new Routes(upstreams);
    }

    private SslContext context() {
        try {
            SslContextBuilder builder = SslContextBuilder.forClient().endpointIdentificationAlgorithm("HTTPS");
            return authorities == null
                    ? builder.build()
                    : builder.trustManager(authorities.toFile()).build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the authorities in " + authorities + " cannot be used: " + e.getMessage(), e);
        }
    }
}

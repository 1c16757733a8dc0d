package dev.tokenflow.http.upstream;

import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A server that can be asked.
 *
 * @param address where it is, resolved
 * @param host its name, for TLS
 * @param tls how to speak TLS with it; null = plain text
 */
public record Endpoint(
        InetSocketAddress address, String host, @Nullable SslContext tls) {
    public Endpoint {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("the address of " + address + " is not resolved");
        }
    }
}

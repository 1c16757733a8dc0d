package dev.tokenflow.gateway;

import dev.tokenflow.client.HintMode;
import dev.tokenflow.gateway.carry.CarryLimits;
import dev.tokenflow.gateway.config.ListenAddress;
import dev.tokenflow.gateway.proxy.ClientAddresses;
import dev.tokenflow.gateway.proxy.ProxyLimits;
import dev.tokenflow.gateway.route.UpstreamConfig;
import dev.tokenflow.gateway.route.UpstreamTls;
import dev.tokenflow.http.TlsIdentity;
import dev.tokenflow.http.encoding.ContentCoding;
import dev.tokenflow.protocol.event.Pseudonyms;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything a gateway is started with, checked. {@link #of} makes it of the options.
 *
 * @param upstreams the engines, at least one
 * @param listen where readers connect
 * @param admin where metrics and health are answered
 * @param tls certificate and key; null = plain text
 * @param upstreamTls how engines are trusted
 * @param hints the hint server; null = none
 * @param hintMode how it is asked
 * @param pseudonyms the names by which agents report clients; null = by their addresses
 * @param clients whose hint counts
 * @param codings content codings, the best first
 * @param carry bounds of token streams
 * @param proxy bounds of requests
 * @param stallTimeout a reader that takes nothing for so long is let go
 * @param connectTimeout for a connection to an engine
 * @param healthInterval pause between two checks of the engines
 * @param drainTimeout how long open answers may go on at the end
 * @param maxConnections of readers
 * @param maxMemory bytes that may wait before new requests are refused
 * @param threads event loops
 * @param accessLog file, or {@code -} for standard output; null = no log
 * @param wholeAddresses whether the log has whole addresses
 * @param bootstrapServers brokers for stream statistics; null = none
 * @param kafka more settings of the Kafka client
 */
public record GatewaySettings(
        List<UpstreamConfig> upstreams,
        ListenAddress listen,
        ListenAddress admin,
        @Nullable TlsIdentity tls,
        UpstreamTls upstreamTls,
        @Nullable URI hints,
        HintMode hintMode,
        @Nullable Pseudonyms pseudonyms,
        ClientAddresses clients,
        List<ContentCoding> codings,
        CarryLimits carry,
        ProxyLimits proxy,
        Duration stallTimeout,
        Duration connectTimeout,
        Duration healthInterval,
        Duration drainTimeout,
        int maxConnections,
        long maxMemory,
        int threads,
        @Nullable String accessLog,
        boolean wholeAddresses,
        @Nullable String bootstrapServers,
        Map<String, String> kafka) {
    private static final int HEAP_SHARE = 4;

    /**
     * Reads what the options name, and checks it.
     *
     * @throws IOException when the certificate cannot be used
     * @throws IllegalArgumentException when a value is out of its range; the message names it
     */
    public static GatewaySettings of(GatewayOptions options, List<UpstreamConfig> upstreams) throws IOException {
        if ((options.tlsCert == null) != (options.tlsKey == null)) {
            throw new IllegalArgumentException("--tls-cert and --tls-key are needed together");
        }
        TlsIdentity tls = options.tlsCert == null || options.tlsKey == null
                ? null
                : TlsIdentity.of(options.tlsCert, options.tlsKey);
        requirePositive("--stall-timeout", options.stallTimeout);
        requirePositive("--connect-timeout", options.connectTimeout);
        requirePositive("--health-interval", options.healthInterval);
        if (options.threads < 0) {
            throw new IllegalArgumentException("--threads is " + options.threads + ", expected 0 or more");
        }
        long memory =
                options.maxMemory == null ? Runtime.getRuntime().maxMemory() / HEAP_SHARE : options.maxMemory.bytes();
        return new GatewaySettings(
                List.copyOf(upstreams),
                options.listen,
                options.admin,
                tls,
                new UpstreamTls(options.upstreamCa),
                options.hints,
                options.hintMode,
                options.addressKey == null ? null : Pseudonyms.ofKeyFile(options.addressKey),
                ClientAddresses.trusting(options.trustedProxies),
                options.compress.stream()
                        .filter(coding -> coding != ContentCoding.IDENTITY)
                        .toList(),
                new CarryLimits(
                        options.maxPending.toInt(),
                        CarryLimits.DEFAULT.eventBytes(),
                        options.keepAlive,
                        options.minDeltas),
                new ProxyLimits(options.maxPreview.toInt(), options.upstreamTimeout),
                options.stallTimeout,
                options.connectTimeout,
                options.healthInterval,
                options.drainTimeout,
                options.maxConnections,
                memory,
                options.threads == 0 ? Runtime.getRuntime().availableProcessors() : options.threads,
                options.accessLog,
                options.logAddresses,
                options.bootstrapServers,
                options.bootstrapServers == null ? Map.of() : options.kafkaProperties.settings());
    }

    private static void requirePositive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(name + " is " + value.toMillis() + " ms, expected more than 0");
        }
    }
}

package dev.tokenflow.gateway;

import dev.tokenflow.cli.option.KafkaPropertiesOption;
import dev.tokenflow.cli.option.TimeConverter;
import dev.tokenflow.client.HintMode;
import dev.tokenflow.gateway.config.ByteSize;
import dev.tokenflow.gateway.config.ListenAddress;
import dev.tokenflow.http.encoding.ContentCoding;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Every option of the gateway. Each can also stand in the environment and in the configuration file. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class GatewayOptions {
    @Option(
            names = "--upstream",
            paramLabel = "URL",
            description = "The engine to pass requests to, such as http://127.0.0.1:8000. Give it several times to "
                    + "spread requests; models and paths of each need the configuration file.")
    List<URI> upstreams = List.of();

    @Option(
            names = "--listen",
            defaultValue = "127.0.0.1:8088",
            paramLabel = "HOST:PORT",
            converter = ListenAddress.Converter.class,
            description = "Where to listen for readers; port 0: any free one. Default: ${DEFAULT-VALUE}.")
    ListenAddress listen;

    @Option(
            names = "--admin",
            defaultValue = "127.0.0.1:9474",
            paramLabel = "HOST:PORT",
            converter = ListenAddress.Converter.class,
            description = "Where to answer /metrics, /healthz and /readyz. Default: ${DEFAULT-VALUE}.")
    ListenAddress admin;

    @Option(
            names = "--hints",
            paramLabel = "URL",
            description = "The hint server, such as http://127.0.0.1:8090. Without it streams are compressed and clock "
                    + "themselves by their connection.")
    @Nullable
    URI hints;

    @Option(
            names = "--hint-mode",
            defaultValue = "sse",
            paramLabel = "MODE",
            converter = HintModeConverter.class,
            description = "How hints are asked for: poll, long-poll or sse. Default: ${DEFAULT-VALUE}.")
    HintMode hintMode;

    @Option(
            names = "--address-key",
            paramLabel = "FILE",
            description = "The key by which agents with --address-mode hmac name clients; hints are asked for by these"
                    + " names. Default: by addresses.")
    @Nullable
    Path addressKey;

    @Option(
            names = "--trusted-proxies",
            split = ",",
            paramLabel = "CIDR",
            description =
                    "Proxies before the gateway, such as 10.0.0.0/8,fd00::/8. Requests that come from them are of "
                            + "the client that Forwarded or X-Forwarded-For names.")
    List<String> trustedProxies = List.of();

    @Option(
            names = "--compress",
            split = ",",
            defaultValue = "gzip,zstd",
            paramLabel = "CODING",
            converter = CodingConverter.class,
            description = "Content codings for token streams, the best first: gzip, zstd; none: never compress. "
                    + "Default: ${DEFAULT-VALUE}.")
    List<ContentCoding> compress;

    @Option(
            names = "--min-deltas",
            defaultValue = "1",
            paramLabel = "N",
            description = "Fewest deltas that share an event, whatever the hint says. Default: ${DEFAULT-VALUE}.")
    int minDeltas;

    @Option(
            names = "--keep-alive",
            defaultValue = "0s",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Silence after which a comment is sent, in the form of the stream's protocol; 0: never. "
                    + "Default: ${DEFAULT-VALUE}.")
    Duration keepAlive;

    @Option(
            names = "--stall-timeout",
            defaultValue = "60s",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "A reader that takes nothing for so long is let go. Default: ${DEFAULT-VALUE}.")
    Duration stallTimeout;

    @Option(
            names = "--upstream-timeout",
            defaultValue = "10m",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "An engine that sends nothing for so long is given up. Default: ${DEFAULT-VALUE}.")
    Duration upstreamTimeout;

    @Option(
            names = "--connect-timeout",
            defaultValue = "5s",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "For a connection to an engine. Default: ${DEFAULT-VALUE}.")
    Duration connectTimeout;

    @Option(
            names = "--health-interval",
            defaultValue = "5s",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Pause between two checks of each engine. Default: ${DEFAULT-VALUE}.")
    Duration healthInterval;

    @Option(
            names = "--drain-timeout",
            defaultValue = "30s",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "How long open answers may go on when the gateway is stopped. Default: ${DEFAULT-VALUE}.")
    Duration drainTimeout;

    @Option(
            names = "--max-connections",
            defaultValue = "16384",
            paramLabel = "N",
            description = "Readers' connections beyond these are answered 503. Default: ${DEFAULT-VALUE}.")
    int maxConnections;

    @Option(
            names = "--max-memory",
            paramLabel = "BYTES",
            converter = ByteSize.Converter.class,
            description = "Bytes of requests and streams that may wait in the gateway before new requests are answered "
                    + "503. Default: a quarter of the heap.")
    @Nullable
    ByteSize maxMemory;

    @Option(
            names = "--max-pending",
            defaultValue = "256k",
            paramLabel = "BYTES",
            converter = ByteSize.Converter.class,
            description = "Bytes of one stream that may wait for its reader before the engine is not read any more. "
                    + "Default: ${DEFAULT-VALUE}.")
    ByteSize maxPending;

    @Option(
            names = "--max-preview",
            defaultValue = "16m",
            paramLabel = "BYTES",
            converter = ByteSize.Converter.class,
            description = "Largest body of a request whose model decides where it goes. Default: ${DEFAULT-VALUE}.")
    ByteSize maxPreview;

    @Option(
            names = "--threads",
            defaultValue = "0",
            paramLabel = "N",
            description = "Event loops; 0: one for each processor. Default: ${DEFAULT-VALUE}.")
    int threads;

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "Speak TLS with this certificate chain (PEM).")
    @Nullable
    Path tlsCert;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "The key of --tls-cert (PEM, PKCS#8).")
    @Nullable
    Path tlsKey;

    @Option(
            names = "--upstream-ca",
            paramLabel = "FILE",
            description = "Authorities that sign the engines' certificates (PEM). Default: those of the JDK.")
    @Nullable
    Path upstreamCa;

    @Option(
            names = "--access-log",
            paramLabel = "FILE",
            description = "Write one line of JSON for each request; -: standard output. Default: no log.")
    @Nullable
    String accessLog;

    @Option(names = "--log-addresses", description = "Write readers' addresses whole; else their last part is zero.")
    boolean logAddresses;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            description = "Kafka brokers for the topic stream-stats. Default: no statistics are sent.")
    @Nullable
    String bootstrapServers;

    @Mixin
    KafkaPropertiesOption kafkaProperties;

    /** The words of {@link HintMode}. */
    static final class HintModeConverter implements ITypeConverter<HintMode> {
        @Override
        public HintMode convert(String word) {
            return switch (word) {
                case "poll" -> HintMode.POLL;
                case "long-poll" -> HintMode.LONG_POLL;
                case "sse" -> HintMode.SSE;
                default ->
                    throw new TypeConversionException(
                            "hint mode '" + word + "' is unknown, expected poll, long-poll or sse");
            };
        }
    }

    /** The words of {@link ContentCoding}; {@code none} is the identity. */
    static final class CodingConverter implements ITypeConverter<ContentCoding> {
        @Override
        public ContentCoding convert(String word) {
            String lower = word.toLowerCase(Locale.ROOT);
            return switch (lower) {
                case "zstd" -> ContentCoding.ZSTD;
                case "gzip" -> ContentCoding.GZIP;
                case "none", "identity" -> ContentCoding.IDENTITY;
                default ->
                    throw new TypeConversionException("coding '" + word + "' is unknown, expected zstd, gzip or none");
            };
        }
    }
}

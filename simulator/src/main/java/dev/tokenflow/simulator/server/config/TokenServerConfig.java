package dev.tokenflow.simulator.server.config;

import dev.tokenflow.http.encoding.ContentCoding;
import dev.tokenflow.simulator.sender.SendPolicy;

/**
 * How one token server behaves.
 *
 * @param host address or name to listen on
 * @param port TCP port; 0 = any free one
 * @param policy how tokens are sent
 * @param model what makes them
 * @param access who is served
 * @param coding of streamed answers, event by event, where the reader accepts it: identity or gzip
 */
public record TokenServerConfig(
        String host, int port, SendPolicy policy, ModelConfig model, AccessConfig access, ContentCoding coding) {
    public TokenServerConfig {
        if (coding == ContentCoding.ZSTD) {
            throw new IllegalArgumentException("the coding is zstd, expected gzip or identity");
        }
    }

    /** A server that does not compress. */
    public TokenServerConfig(String host, int port, SendPolicy policy, ModelConfig model, AccessConfig access) {
        this(host, port, policy, model, access, ContentCoding.IDENTITY);
    }

    /** A server for everybody with a steady model. */
    public TokenServerConfig(
            String host, int port, double tokensPerSecond, SendPolicy policy, long seed, String model) {
        this(host, port, policy, ModelConfig.of(model, tokensPerSecond, seed), AccessConfig.OPEN);
    }
}

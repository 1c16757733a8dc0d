package dev.tokenflow.gateway.proxy;

import java.time.Duration;

/**
 * Bounds of one request.
 *
 * @param previewBytes most bytes of a body that wait here until its model is known; &ge; 0
 * @param upstreamSilence an engine that sends nothing for this long is given up; &gt; 0
 */
public record ProxyLimits(int previewBytes, Duration upstreamSilence) {
    /** 16 MiB, which holds a prompt with pictures; ten minutes, which is a very long prompt. */
    public static final ProxyLimits DEFAULT = new ProxyLimits(16 << 20, Duration.ofMinutes(10));

    public ProxyLimits {
        if (previewBytes < 0) {
            throw new IllegalArgumentException("previewBytes is " + previewBytes + ", expected 0 or more");
        }
        if (!upstreamSilence.isPositive()) {
            throw new IllegalArgumentException("upstreamSilence is " + upstreamSilence + ", expected more than 0");
        }
    }
}

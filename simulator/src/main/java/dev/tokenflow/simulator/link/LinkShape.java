package dev.tokenflow.simulator.link;

import java.time.Duration;

/**
 * What a recorded capacity leaves open.
 *
 * @param delay propagation one way
 * @param bufferBytes bytes that may wait before the bottleneck
 * @param loss probability that a packet that has passed the queue is lost, 0 to 1
 */
public record LinkShape(Duration delay, long bufferBytes, double loss) {
    public LinkShape {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay is " + delay + ", expected >= 0");
        }
        if (bufferBytes < 0) {
            throw new IllegalArgumentException("buffer is " + bufferBytes + " bytes, expected >= 0");
        }
        if (!(loss >= 0 && loss <= 1)) {
            throw new IllegalArgumentException("loss is " + loss + ", expected a probability from 0 to 1");
        }
    }

    LinkPhase phase(String name, Duration duration, long rateBitsPerSecond) {
        return new LinkPhase(name, duration, rateBitsPerSecond, delay, Duration.ZERO, loss, bufferBytes, false);
    }
}

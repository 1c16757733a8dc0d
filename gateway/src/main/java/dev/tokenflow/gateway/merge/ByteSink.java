package dev.tokenflow.gateway.merge;

/** Takes bytes. The array is only valid during the call. */
@FunctionalInterface
public interface ByteSink {
    void write(byte[] bytes, int from, int to);
}

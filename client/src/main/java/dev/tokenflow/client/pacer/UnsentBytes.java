package dev.tokenflow.client.pacer;

/**
 * How many bytes of one connection the kernel has taken from the process and not sent yet.
 *
 * <p>A self-clocked sender asks this before each chunk: while there are unsent bytes, it lets new tokens wait in the
 * process, where they can still share a chunk. {@code StreamPacer} is then told that the connection is not writable. On
 * Linux the number comes from {@code ioctl(SIOCOUTQNSD)} on the socket; module {@code http} has an implementation for
 * Netty's epoll sockets.
 *
 * <p>Without such an answer ({@link #UNKNOWN}), a sender notices a slow connection only when the socket's send buffer
 * is full. That is hundreds of kilobytes, or some thousand chunks, too late: on a link that gets slower than the
 * stream, tokens then wait in the kernel, each as a chunk with its own overhead, and neither the sender nor a hint can
 * still merge them. Hints still help such a sender, since they limit how much it writes.
 */
@FunctionalInterface
public interface UnsentBytes {
    /** Always 0: for systems and connections that cannot be asked. */
    UnsentBytes UNKNOWN = () -> 0;

    /** Bytes that were written to the connection and have not been sent even once; 0 when the connection has ended. */
    int unsentBytes();
}

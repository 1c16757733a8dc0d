package dev.tokenflow.http;

/**
 * How bytes leave a connection.
 *
 * @param noDelay TCP_NODELAY: small writes leave at once
 * @param notSentLowatBytes TCP_NOTSENT_LOWAT: a stream is not writable while this much of it is unsent in the kernel,
 *     which is also asked, since it takes more than that into a segment that waits; 0 leaves it to the system. Linux
 *     with epoll only
 * @param sendBufferBytes SO_SNDBUF; 0 leaves it to the kernel, which tunes it
 * @param lowWaterBytes a connection is writable again when fewer bytes than this wait in the process; &ge; 1
 * @param highWaterBytes a connection is not writable while more bytes than this wait in the process; &ge;
 *     lowWaterBytes. Each write counts a few bytes more than it carries
 */
public record ConnectionOptions(
        boolean noDelay, int notSentLowatBytes, int sendBufferBytes, int lowWaterBytes, int highWaterBytes) {
    /** TCP_NODELAY, kernel defaults, one transport buffer of 64 KiB. */
    public static final ConnectionOptions DEFAULT = new ConnectionOptions(true, 0, 0, 32 << 10, 64 << 10);

    public ConnectionOptions {
        requireAtLeast("notSentLowatBytes", notSentLowatBytes, 0);
        requireAtLeast("sendBufferBytes", sendBufferBytes, 0);
        requireAtLeast("lowWaterBytes", lowWaterBytes, 1);
        requireAtLeast("highWaterBytes", highWaterBytes, lowWaterBytes);
    }

    /** The same with another TCP_NOTSENT_LOWAT. */
    public ConnectionOptions withNotSentLowatBytes(int bytes) {
        return new ConnectionOptions(noDelay, bytes, sendBufferBytes, lowWaterBytes, highWaterBytes);
    }

    /** The same with other water marks. */
    public ConnectionOptions withWaterMarks(int lowBytes, int highBytes) {
        return new ConnectionOptions(noDelay, notSentLowatBytes, sendBufferBytes, lowBytes, highBytes);
    }

    /** The same with another SO_SNDBUF. */
    public ConnectionOptions withSendBufferBytes(int bytes) {
        return new ConnectionOptions(noDelay, notSentLowatBytes, bytes, lowWaterBytes, highWaterBytes);
    }

    private static void requireAtLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", expected at least " + least);
        }
    }
}

package dev.tokenflow.http;

import java.time.Duration;

/**
 * How bytes leave a connection. {@link #builder} starts from the defaults.
 *
 * @param noDelay TCP_NODELAY: small writes leave at once
 * @param notSentLowatBytes TCP_NOTSENT_LOWAT: a stream is not writable while this many of its bytes are unsent in the
 *     kernel. The kernel is also asked how many there are, since it takes more than the limit into a segment that
 *     waits. 0 leaves it to the system. Works on Linux with epoll only
 * @param sendBufferBytes SO_SNDBUF; 0 leaves it to the kernel, which tunes it
 * @param lowWaterBytes a connection is writable again when fewer bytes than this wait in the process; &ge; 1
 * @param highWaterBytes a connection is not writable while more bytes than this wait in the process; &ge;
 *     lowWaterBytes. Each write counts a few bytes more than it carries
 * @param stallTimeout a peer that takes nothing of what waits for it for this long is let go; &gt; 0
 * @param deadAfter a peer that acknowledges nothing for this long, or does not answer probes while nothing is sent, is
 *     given up by the kernel (TCP_USER_TIMEOUT, SO_KEEPALIVE); &gt; 0. Works on Linux with epoll only
 */
public record ConnectionOptions(
        boolean noDelay,
        int notSentLowatBytes,
        int sendBufferBytes,
        int lowWaterBytes,
        int highWaterBytes,
        Duration stallTimeout,
        Duration deadAfter) {
    /** TCP_NODELAY, kernel defaults, at most 64 KiB waiting in the process. */
    public static final ConnectionOptions DEFAULT = builder().build();

    public ConnectionOptions {
        requireAtLeast("notSentLowatBytes", notSentLowatBytes, 0);
        requireAtLeast("sendBufferBytes", sendBufferBytes, 0);
        requireAtLeast("lowWaterBytes", lowWaterBytes, 1);
        requireAtLeast("highWaterBytes", highWaterBytes, lowWaterBytes);
        requirePositive("stallTimeout", stallTimeout);
        requirePositive("deadAfter", deadAfter);
    }

    /** Begins with {@link #DEFAULT}. */
    public static Builder builder() {
        return new Builder();
    }

    private static void requireAtLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", expected at least " + least);
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(name + " is " + value + ", expected more than 0");
        }
    }

    /** Collects what differs from the defaults. */
    public static final class Builder {
        private boolean noDelay = true;
        private int notSentLowatBytes;
        private int sendBufferBytes;
        private int lowWaterBytes = 32 << 10;
        private int highWaterBytes = 64 << 10;
        private Duration stallTimeout = Duration.ofSeconds(60);
        private Duration deadAfter = Duration.ofSeconds(60);

        private Builder() {}

        /** See {@link ConnectionOptions#noDelay}; default true. */
        public Builder noDelay(boolean on) {
            this.noDelay = on;
            return this;
        }

        /** See {@link ConnectionOptions#notSentLowatBytes}; default 0. */
        public Builder notSentLowatBytes(int bytes) {
            this.notSentLowatBytes = bytes;
            return this;
        }

        /** See {@link ConnectionOptions#sendBufferBytes}; default 0. */
        public Builder sendBufferBytes(int bytes) {
            this.sendBufferBytes = bytes;
            return this;
        }

        /** Low and high water mark; default 32 and 64 KiB. */
        public Builder waterMarks(int lowBytes, int highBytes) {
            this.lowWaterBytes = lowBytes;
            this.highWaterBytes = highBytes;
            return this;
        }

        /** See {@link ConnectionOptions#stallTimeout}; default 60 s. */
        public Builder stallTimeout(Duration timeout) {
            this.stallTimeout = timeout;
            return this;
        }

        /** See {@link ConnectionOptions#deadAfter}; default 60 s. */
        public Builder deadAfter(Duration timeout) {
            this.deadAfter = timeout;
            return this;
        }

        /**
         * The options as collected.
         *
         * @throws IllegalArgumentException when a value is out of its range; the message names it
         */
        public ConnectionOptions build() {
            return new ConnectionOptions(
                    noDelay,
                    notSentLowatBytes,
                    sendBufferBytes,
                    lowWaterBytes,
                    highWaterBytes,
                    stallTimeout,
                    deadAfter);
        }
    }
}

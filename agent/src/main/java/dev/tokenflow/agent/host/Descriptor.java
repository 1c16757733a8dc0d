package dev.tokenflow.agent.host;

import java.io.IOException;

/**
 * An open file descriptor of this process.
 *
 * @param fd its number
 */
public record Descriptor(int fd) implements AutoCloseable {
    @Override
    public void close() throws IOException {
        Libc.close(fd);
    }
}

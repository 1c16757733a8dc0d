package dev.tokenflow.ops.build;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One build at a time in a checkout. The lock goes with the process, however that ends: nothing has to be cleaned up.
 */
final class BuildLock implements AutoCloseable {
    private final FileChannel channel;
    private final boolean waited;

    private BuildLock(FileChannel channel, boolean waited) {
        this.channel = channel;
        this.waited = waited;
    }

    /**
     * Takes the lock; waits while another process builds.
     *
     * @throws BuildException when this user may not write to the checkout
     */
    static BuildLock take(Checkout checkout) throws IOException {
        Path file = checkout.target().resolve(".lock");
        FileChannel channel;
        try {
            Files.createDirectories(checkout.target());
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (AccessDeniedException e) {
            throw readOnly(checkout);
        } catch (FileSystemException e) { // a file system that is mounted read-only says so in words alone
            if (String.valueOf(e.getReason()).contains("Read-only")) {
                throw readOnly(checkout);
            }
            throw e;
        }
        if (isFree(channel)) {
            return new BuildLock(channel, false);
        }
        System.err.println("tokenflow: another build is running in " + checkout.root() + "; waiting for it");
        channel.lock();
        return new BuildLock(channel, true);
    }

    /** Whether another process has built in the meantime. */
    boolean waited() {
        return waited;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static boolean isFree(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null; // kept until the channel is closed
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static BuildException readOnly(Checkout checkout) {
        return new BuildException("a build is needed, and " + checkout.root()
                + " is not writable: run ./tokenflow build as a user who may write there");
    }
}

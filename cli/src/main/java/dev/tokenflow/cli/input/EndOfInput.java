package dev.tokenflow.cli.input;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Waits for the end of an input. A program whose standard input is a pipe from its parent ends with its parent this
 * way, however the parent dies.
 */
public final class EndOfInput {
    private EndOfInput() {}

    /**
     * Reads everything on a daemon thread and throws it away; runs {@code then} on that thread after the end.
     *
     * @param in the input, usually {@link System#in}; one that can no longer be read counts as ended
     */
    public static Thread then(InputStream in, Runnable then) {
        Thread thread = new Thread(() -> await(in, then), "end-of-input");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void await(InputStream in, Runnable then) {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // An input that cannot be read has nothing more to say: the same as its end.
        }
        then.run();
    }
}

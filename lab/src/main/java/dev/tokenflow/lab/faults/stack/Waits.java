package dev.tokenflow.lab.faults.stack;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits of a run, which a signal may interrupt anywhere. */
public final class Waits {
    private static final long POLL_MS = 50;

    /** Something that is so or is not. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private Waits() {}

    /** Lets time pass. */
    public static void pause(Duration time) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(time.toMillis());
    }

    /**
     * Waits until a condition holds. A question that cannot be answered counts as no.
     *
     * @return whether it did in time
     */
    public static boolean until(Duration timeout, Condition condition) throws InterruptedException {
        long endNs = System.nanoTime() + timeout.toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() - endNs > 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        return true;
    }

    /**
     * As {@link #until}.
     *
     * @param what it waits for, for the message
     * @throws IOException when it did not come in time
     */
    public static void require(Duration timeout, String what, Condition condition)
            throws IOException, InterruptedException {
        if (!until(timeout, condition)) {
            throw new IOException(what + " did not happen within " + timeout.toSeconds() + " s");
        }
    }

    private static boolean holds(Condition condition) throws InterruptedException {
        try {
            return condition.holds();
        } catch (IOException e) {
            return false;
        }
    }
}

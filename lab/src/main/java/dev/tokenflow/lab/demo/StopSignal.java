package dev.tokenflow.lab.demo;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a run in order when the process is told to end (Ctrl-C, {@code kill}): the run's own thread leaves what it is doing and closes everything it
 * opened, last opened first, while the process waits for it. Nothing is closed by two threads, and nothing is left half made.
 *
 * <p>Only {@link #interruptibly} sections are interrupted. The parts that start and stop around them are not: a broker interrupted in its start leaves
 * threads and files. They take seconds at most, and {@link #check} ends the run between them.
 */
final class StopSignal implements AutoCloseable {
    private static final long PATIENCE_S = 20;

    /** What an interruptible section does. */
    @FunctionalInterface
    interface Section<T, E extends Exception> {
        T run() throws E, InterruptedException;
    }

    private final Thread worker = Thread.currentThread();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Runnable onStop;
    private final Thread hook = new Thread(this::stop, "stop-signal");
    private boolean requested;
    private boolean interruptible;

    private StopSignal(Runnable onStop) {
        this.onStop = onStop;
    }

    /**
     * Watches for the end of the process on behalf of the calling thread.
     *
     * @param onStop called first, on another thread
     */
    static StopSignal watch(Runnable onStop) {
        StopSignal signal = new StopSignal(onStop);
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    /** Whether the process is to end. */
    synchronized boolean requested() {
        return requested;
    }

    /**
     * Goes on only while nobody asked for the end.
     *
     * @throws InterruptedException when somebody did
     */
    void check() throws InterruptedException {
        if (requested()) {
            throw new InterruptedException("stopped");
        }
    }

    /**
     * Runs a section that may be interrupted anywhere. The thread is not interrupted any more when this returns, so that what is closed next is closed in
     * order.
     *
     * @throws InterruptedException when the process is to end
     */
    <T, E extends Exception> T interruptibly(Section<T, E> section) throws E, InterruptedException {
        synchronized (this) {
            check();
            interruptible = true;
        }
        try {
            return section.run();
        } finally {
            synchronized (this) {
                interruptible = false;
                Thread.interrupted();
            }
        }
    }

    /** Everything is closed: the process may end. */
    @Override
    public void close() {
        finished.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending: the hook waits for this very call.
        }
    }

    private void stop() {
        onStop.run();
        synchronized (this) {
            requested = true;
            if (interruptible) {
                worker.interrupt();
            }
        }
        try {
            if (!finished.await(PATIENCE_S, TimeUnit.SECONDS)) {
                System.err.println(
                        "tokenflow: not everything ended in order; './tokenflow lab clean' removes what is left");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

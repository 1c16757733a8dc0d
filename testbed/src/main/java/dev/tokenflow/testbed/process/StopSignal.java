package dev.tokenflow.testbed.process;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ends a run in order when the process is told to end (Ctrl-C, {@code kill}, a closed terminal): the run's own thread
 * leaves what it is doing and closes everything it opened, last opened first. Nothing is closed by two threads, and
 * nothing is left half made.
 *
 * <p>Signals and no shutdown hook: once the JVM shuts down, parts that are about to start fail (they add hooks of their
 * own), and all hooks run at once.
 *
 * <p>Only {@link #interruptibly} sections are interrupted. The parts that start and stop around them are not: a broker
 * interrupted in its start leaves threads and files. They take seconds at most, and {@link #open} ends the run between
 * them.
 */
public final class StopSignal implements AutoCloseable {
    private static final String[] NAMES = {"INT", "TERM", "HUP"};
    private static final long SHUTDOWN_TIMEOUT_S = 20;

    /** Part of a run. */
    @FunctionalInterface
    public interface Section<T, E extends Exception> {
        T run() throws E, InterruptedException;
    }

    private final Thread worker = Thread.currentThread();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Map<Signal, SignalHandler> before = new LinkedHashMap<>();
    private final Runnable onStop;
    private @Nullable Signal received;
    private boolean interruptible;

    private StopSignal(Runnable onStop) {
        this.onStop = onStop;
    }

    /**
     * Takes over the signals on behalf of the calling thread, until closed. One that this process was started to ignore
     * stays ignored.
     *
     * @param onStop called first when a signal arrives, on another thread
     */
    public static StopSignal watch(Runnable onStop) {
        StopSignal stop = new StopSignal(onStop);
        for (String name : NAMES) {
            Signal signal = new Signal(name);
            SignalHandler old = Signal.handle(signal, stop::receive);
            if (old == SignalHandler.SIG_IGN) {
                Signal.handle(signal, old);
            } else {
                stop.before.put(signal, old);
            }
        }
        return stop;
    }

    /**
     * Returns only while no end was asked for.
     *
     * @throws StoppedException when somebody did
     */
    public synchronized void check() throws StoppedException {
        if (received != null) {
            throw new StoppedException(received.getNumber());
        }
    }

    /**
     * Starts a part, unless somebody asked for the end.
     *
     * @throws StoppedException when somebody did
     */
    public <T, E extends Exception> T open(Section<T, E> part) throws E, InterruptedException {
        check();
        return part.run();
    }

    /**
     * Runs a section that may be interrupted anywhere. The thread is not interrupted any more when this returns, so
     * that what is closed next is closed in order.
     *
     * @throws StoppedException when the process is to end
     */
    public <T, E extends Exception> T interruptibly(Section<T, E> section) throws E, InterruptedException {
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

    /** Everything is closed: signals mean again what they meant before. */
    @Override
    public void close() {
        before.forEach(Signal::handle);
        finished.countDown();
    }

    private void receive(Signal signal) {
        synchronized (this) {
            if (received != null) {
                return; // the end is on its way
            }
            received = signal;
        }
        onStop.run();
        synchronized (this) {
            if (interruptible) {
                worker.interrupt();
            }
        }
        try {
            if (!finished.await(SHUTDOWN_TIMEOUT_S, TimeUnit.SECONDS)) {
                System.err.println(
                        "tokenflow: not everything ended in order; './tokenflow clean' removes what is left");
                System.exit(StoppedException.status(signal.getNumber()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.tokenflow.ops.chaos;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Turns the signals that end a process (Ctrl-C, {@code kill}, a closed terminal) into the end of a wait, so that one
 * thread puts on and takes off.
 */
final class EndSignal implements AutoCloseable {
    private static final String[] NAMES = {"INT", "TERM", "HUP"};
    private static final int SIGNALLED = 128;

    private final CompletableFuture<Signal> received = new CompletableFuture<>();
    private final Map<Signal, SignalHandler> before = new LinkedHashMap<>();

    private EndSignal() {}

    /** Takes over the signals until closed. One that this process was started to ignore stays ignored. */
    static EndSignal watch() {
        EndSignal end = new EndSignal();
        for (String name : NAMES) {
            Signal signal = new Signal(name);
            SignalHandler old = Signal.handle(signal, end.received::complete);
            if (old == SignalHandler.SIG_IGN) {
                Signal.handle(signal, old);
            } else {
                end.before.put(signal, old);
            }
        }
        return end;
    }

    boolean hasCome() {
        return received.isDone();
    }

    /** Waits for a signal at most so long, nanoseconds. */
    void await(long ns) {
        try {
            received.get(ns, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return; // none
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            received.complete(new Signal("INT"));
        } catch (ExecutionException e) {
            throw new IllegalStateException("a signal cannot fail", e);
        }
    }

    /** Status of a process that this signal has ended, as a shell gives it; 0 when none has come. */
    int exitStatus() {
        Signal signal = received.getNow(null);
        return signal == null ? 0 : SIGNALLED + signal.getNumber();
    }

    @Override
    public void close() {
        before.forEach(Signal::handle);
    }
}

package dev.tokenflow.testbed.process;

/** A signal asked for the end of the run. */
public final class StoppedException extends InterruptedException {
    private static final long serialVersionUID = 1L;
    private static final int SIGNALLED = 128;

    private final int signal;

    /**
     * A stop by a signal.
     *
     * @param signal its number
     */
    public StoppedException(int signal) {
        super("stopped by signal " + signal);
        this.signal = signal;
    }

    /** Exit status of the process, as a shell gives it to one that a signal ended. */
    public int exitStatus() {
        return status(signal);
    }

    static int status(int signal) {
        return SIGNALLED + signal;
    }
}

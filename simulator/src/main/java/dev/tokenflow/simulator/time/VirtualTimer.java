package dev.tokenflow.simulator.time;

/** A timer that is moved far more often than it fires: moving it later costs nothing. */
public final class VirtualTimer {
    private static final long OFF = Long.MAX_VALUE;

    private final EventQueue queue;
    private final Runnable action;
    private long dueNs = OFF;
    private long plannedNs = OFF;

    public VirtualTimer(EventQueue queue, Runnable action) {
        this.queue = queue;
        this.action = action;
    }

    public void set(long atNs) {
        dueNs = Math.max(atNs, queue.nowNs());
        if (dueNs < plannedNs) {
            plan();
        }
    }

    public void cancel() {
        dueNs = OFF;
    }

    public boolean isSet() {
        return dueNs != OFF;
    }

    private void plan() {
        long thisNs = dueNs;
        plannedNs = thisNs;
        queue.at(thisNs, () -> wake(thisNs));
    }

    private void wake(long wokenForNs) {
        if (wokenForNs != plannedNs) {
            return; // An earlier time was planned since, and has been dealt with.
        }
        plannedNs = OFF;
        if (dueNs > queue.nowNs()) {
            if (dueNs != OFF) {
                plan();
            }
            return;
        }
        dueNs = OFF;
        action.run();
    }
}

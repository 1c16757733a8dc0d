package dev.tokenflow.lab.network;

import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.report.network.ClientNetwork;
import dev.tokenflow.report.timeline.ReaderSample;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of the running arm so far, for the live view. Written by the network, read by the view. */
public final class ArmProgress {
    private static final ReaderSample NOTHING = new ReaderSample(0, 0, Double.NaN, 0, Double.NaN);

    private final ArmPlan plan;
    private final Map<ClientNetwork, ReaderSample> readers = new EnumMap<>(ClientNetwork.class);
    private final Map<ClientNetwork, Double> queueMs = new EnumMap<>(ClientNetwork.class);
    private final Map<ClientNetwork, IpAddress> clients = new EnumMap<>(ClientNetwork.class);
    private @Nullable Long startNs;

    public ArmProgress(ArmPlan plan) {
        this.plan = plan;
    }

    public ArmPlan plan() {
        return plan;
    }

    /** The arm's time axis begins at {@code atNs}, which may still lie ahead. */
    synchronized void starts(long atNs, IpAddress far, IpAddress near) {
        startNs = atNs;
        clients.put(ClientNetwork.FAR, far);
        clients.put(ClientNetwork.NEAR, near);
    }

    public synchronized void readers(ClientNetwork network, ReaderSample sample) {
        readers.put(network, sample);
    }

    synchronized void queue(ClientNetwork network, double ms) {
        queueMs.put(network, ms);
    }

    /** Start of the arm; null while it is being set up. */
    public synchronized @Nullable Long startNs() {
        return startNs;
    }

    public synchronized ReaderSample readers(ClientNetwork network) {
        return readers.getOrDefault(network, NOTHING);
    }

    public synchronized double queueMs(ClientNetwork network) {
        return queueMs.getOrDefault(network, Double.NaN);
    }

    public synchronized @Nullable IpAddress client(ClientNetwork network) {
        return clients.get(network);
    }
}

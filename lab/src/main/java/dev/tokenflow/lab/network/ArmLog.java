package dev.tokenflow.lab.network;

import dev.tokenflow.report.network.ClientNetwork;

/** What one arm left behind on both client networks. */
public record ArmLog(ArmPlan plan, NetworkLog far, NetworkLog near) {
    public NetworkLog of(ClientNetwork network) {
        return network == ClientNetwork.FAR ? far : near;
    }
}

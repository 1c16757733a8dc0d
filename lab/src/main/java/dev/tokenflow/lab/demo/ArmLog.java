package dev.tokenflow.lab.demo;

import dev.tokenflow.lab.report.ClientNetwork;

/** What one arm left behind on both client networks. */
record ArmLog(ArmPlan plan, NetworkLog far, NetworkLog near) {
    NetworkLog of(ClientNetwork network) {
        return network == ClientNetwork.FAR ? far : near;
    }
}

package dev.tokenflow.lab.network;

/** Values of {@code --network}. */
public enum NetworkChoice {
    /** Namespaces, real TCP, the eBPF agent. */
    kernel,
    /** Simulated TCP on the same link model; any system, any user. */
    simulated,
    /** Kernel where it can be had. */
    auto
}

package dev.tokenflow.bench.gateway;

import dev.tokenflow.bench.gateway.load.Readers;
import dev.tokenflow.bench.gateway.load.Window;
import dev.tokenflow.bench.gateway.proxy.ProcFiles;
import java.io.IOException;

/**
 * What readers saw of a contender, and what that took.
 *
 * @param window at the readers
 * @param cpuSeconds of the proxy, user and system
 * @param machineShare of all CPU time that the machine had, everything together, 0 to 1
 */
record Measured(Window window, double cpuSeconds, double machineShare) {
    private static final double US = 1e6;

    /** CPU of the proxy for each delta, us. */
    double cpuUs() {
        return cpuSeconds * US / window.deltas();
    }

    /** Watches for some time. */
    static Measured of(Contender contender, Readers readers, double seconds) throws IOException, InterruptedException {
        double[] cpu = new double[2];
        double[] machine = new double[2];
        Window window = readers.record(seconds, new Readers.Around() {
            @Override
            public void begins() {
                machine[0] = ProcFiles.machineSeconds();
                cpu[0] = contender.cpuSeconds();
            }

            @Override
            public void ends() {
                cpu[1] = contender.cpuSeconds();
                machine[1] = ProcFiles.machineSeconds();
            }
        });
        double had = seconds * Runtime.getRuntime().availableProcessors();
        return new Measured(window, cpu[1] - cpu[0], (machine[1] - machine[0]) / had);
    }
}

package dev.tokenflow.bench.gateway;

import dev.tokenflow.bench.gateway.proxy.ProxyProcess;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A way from the engine to its readers.
 *
 * @param name in the rows
 * @param process in between; null = none
 * @param address for readers
 * @param gzip whether readers accept gzip, and get it
 */
record Contender(String name, @Nullable ProxyProcess process, InetSocketAddress address, boolean gzip) {
    double cpuSeconds() {
        return process == null ? 0 : process.cpuSeconds();
    }
}

package dev.tokenflow.bench.gateway;

import dev.tokenflow.bench.gateway.load.Engine;
import dev.tokenflow.bench.gateway.proxy.JavaProxy;
import dev.tokenflow.bench.gateway.proxy.Nginx;
import dev.tokenflow.bench.report.BenchException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The engine and all proxies before it. They all run all the time; those that have no readers take next to nothing. */
final class Contenders implements AutoCloseable {
    private final List<AutoCloseable> running = new ArrayList<>();
    private final Engine engine;
    private final Contender alone;
    private final Contender bare;
    private final Contender nginx;
    private final Contender nginxGzip;
    private final Contender gateway;
    private final Contender gatewayGzip;
    private final Contender merging;

    /**
     * Starts them.
     *
     * @param folder for what they write
     * @param mostStreams at a time
     * @param mergedDeltas that share an event in the gateway that merges
     */
    Contenders(Path folder, int mostStreams, int mergedDeltas) throws Exception {
        try {
            int threads = Runtime.getRuntime().availableProcessors();
            engine = opened(new Engine(mostStreams));
            alone = new Contender("engine alone", null, engine.address(), false);
            JavaProxy barely = opened(JavaProxy.bare(folder, engine.address(), threads));
            bare = new Contender("bare Netty", barely.process(), barely.address(), false);
            Nginx other = opened(Nginx.start(folder, engine.address(), threads));
            nginx = new Contender("nginx", other.process(), other.plain(), false);
            nginxGzip = new Contender("nginx, gzip", other.process(), other.gzip(), true);
            JavaProxy ours = opened(JavaProxy.gateway("gateway", folder, engine.address()));
            gateway = new Contender("gateway", ours.process(), ours.address(), false);
            gatewayGzip = new Contender("gateway, gzip", ours.process(), ours.address(), true);
            JavaProxy merges = opened(JavaProxy.gateway(
                    "merging gateway", folder, engine.address(), "--min-deltas", Integer.toString(mergedDeltas)));
            merging = new Contender(
                    "gateway, gzip, " + mergedDeltas + " deltas an event", merges.process(), merges.address(), true);
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    Engine engine() {
        return engine;
    }

    Contender alone() {
        return alone;
    }

    Contender bare() {
        return bare;
    }

    Contender nginx() {
        return nginx;
    }

    Contender nginxGzip() {
        return nginxGzip;
    }

    Contender gateway() {
        return gateway;
    }

    Contender gatewayGzip() {
        return gatewayGzip;
    }

    /** The gateway that always waits for several deltas. */
    Contender merging() {
        return merging;
    }

    @Override
    public void close() throws BenchException {
        for (AutoCloseable last : running.reversed()) {
            try {
                last.close();
            } catch (Exception e) {
                throw new BenchException("a part of the benchmark did not end: " + e.getMessage());
            }
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        running.add(part);
        return part;
    }
}

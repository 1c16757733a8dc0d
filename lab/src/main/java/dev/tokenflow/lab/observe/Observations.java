package dev.tokenflow.lab.observe;

import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.Scope;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What was seen from outside of every client while the arms ran: the kernel's events and the hints as they became
 * visible.
 */
public final class Observations {
    private final Function<IpAddress, PathLog> paths;
    private final Function<IpAddress, DiagnosisLog> diagnoses;
    private final Map<String, HintLog> hints = new ConcurrentHashMap<>();

    /**
     * Nothing seen yet.
     *
     * @param paths the log of the kernel's events of a client
     * @param diagnoses the log of the models' diagnoses of it
     */
    public Observations(Function<IpAddress, PathLog> paths, Function<IpAddress, DiagnosisLog> diagnoses) {
        this.paths = paths;
        this.diagnoses = diagnoses;
    }

    /** To be called for every hint the moment a GET can see it. */
    public void hintVisible(Hint hint, long atNs) {
        if (hint.scope() == Scope.CLIENT) {
            hintLog(hint.key()).add(hint, atNs);
        }
    }

    public PathLog path(IpAddress client) {
        return paths.apply(client);
    }

    public DiagnosisLog diagnoses(IpAddress client) {
        return diagnoses.apply(client);
    }

    public HintLog hints(IpAddress client) {
        return hintLog(client.toString());
    }

    /** Kernel time to visible hint, in ms, of every hint that was the first to include an event. */
    public double[] loopLatenciesMs() {
        return hints.values().stream()
                .flatMap(log -> log.between(Long.MIN_VALUE, Long.MAX_VALUE).stream())
                .mapToDouble(HintLog.Seen::latencyMs)
                .filter(Double::isFinite)
                .toArray();
    }

    private HintLog hintLog(String key) {
        return hints.computeIfAbsent(key, any -> new HintLog());
    }
}

package dev.tokenflow.gateway.route;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The upstreams in the order of the configuration. Never changes: a new configuration makes new routes. */
public final class Routes {
    private final List<Upstream> upstreams;
    private final boolean byModel;

    public Routes(List<Upstream> upstreams) {
        this.upstreams = List.copyOf(upstreams);
        this.byModel = upstreams.stream()
                .anyMatch(upstream -> !upstream.config().models().isEmpty());
    }

    public List<Upstream> upstreams() {
        return upstreams;
    }

    /** Whether the model of a request to this path matters for where it goes. */
    public boolean needsModel(String path) {
        return byModel
                && fitting(path).stream()
                        .anyMatch(upstream -> !upstream.config().models().isEmpty());
    }

    /**
     * Where a request goes: of the upstreams with the longest fitting path the first that names the model, else the
     * first that serves every model. A request that names no model goes to the first if there is no such one.
     *
     * @param model null when the request names none
     * @return null when nothing serves it
     */
    public @Nullable Upstream find(String path, @Nullable String model) {
        List<Upstream> fitting = fitting(path);
        Upstream any = model == null && !fitting.isEmpty() ? fitting.getFirst() : null;
        boolean anyServesAll = false;
        for (Upstream upstream : fitting) {
            boolean servesAll = upstream.config().models().isEmpty();
            if (!servesAll && model != null && upstream.config().serves(model)) {
                return upstream;
            }
            if (servesAll && !anyServesAll) {
                any = upstream;
                anyServesAll = true;
            }
        }
        return any;
    }

    private List<Upstream> fitting(String path) {
        int best = -1;
        List<Upstream> fitting = new ArrayList<>();
        for (Upstream upstream : upstreams) {
            int fits = upstream.config().fitsPath(path);
            if (fits > best) {
                fitting.clear();
                best = fits;
            }
            if (fits >= 0 && fits == best) {
                fitting.add(upstream);
            }
        }
        return fitting;
    }
}

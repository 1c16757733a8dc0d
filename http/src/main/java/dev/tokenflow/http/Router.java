package dev.tokenflow.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the handler of a request. A route is a method and a path such as {@code /v1/hints/{address}}; a part in braces
 * stands for one path segment. A path without braces wins over one with. An unknown path is 404 unless somebody takes
 * all {@link Builder#otherwise other} paths, an unknown method of a known path 405 with {@code Allow}. HEAD runs the
 * handler of GET, and the body is left out.
 */
public final class Router {
    private final Map<String, Route> exact;
    private final List<Route> patterns;
    private final @Nullable StreamedHandler otherwise;

    private Router(Map<String, Route> exact, List<Route> patterns, @Nullable StreamedHandler otherwise) {
        this.exact = exact;
        this.patterns = patterns;
        this.otherwise = otherwise;
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Every route as {@code METHOD /path}, in the order they were added. Tests compare a description of the API with
     * it.
     */
    public List<String> routes() {
        List<String> all = new ArrayList<>();
        exact.values()
                .forEach(route -> route.handlers.keySet().forEach(method -> all.add(method + " " + route.template)));
        patterns.forEach(route -> route.handlers.keySet().forEach(method -> all.add(method + " " + route.template)));
        return all;
    }

    /**
     * Who takes the body of a request to this path as it comes; null when the whole request is waited for.
     *
     * @param request whose head is known
     */
    @Nullable
    StreamedHandler streamed(Request request) {
        return otherwise != null && find(request) == null ? otherwise : null;
    }

    void dispatch(Exchange exchange) {
        Request request = exchange.request();
        Route route = find(request);
        if (route == null) {
            throw new ProblemException(404, "there is nothing at this path");
        }
        Handler handler = route.handlers.get(request.isHead() ? "GET" : request.method());
        if (handler == null) {
            String allowed = String.join(", ", route.handlers.keySet());
            exchange.send(new Problem(405, "this path answers " + allowed + " only")
                    .toResponse()
                    .withHeader("Allow", allowed));
            return;
        }
        handler.handle(exchange);
    }

    private @Nullable Route find(Request request) {
        String path = request.path();
        Route route = exact.get(path);
        return route != null ? route : match(path, request);
    }

    private @Nullable Route match(String path, Request request) {
        for (Route route : patterns) {
            Map<String, String> parameters = route.match(path);
            if (parameters != null) {
                request.pathParameters(parameters);
                return route;
            }
        }
        return null;
    }

    /** Collects routes. */
    public static final class Builder {
        private final Map<String, Route> routes = new LinkedHashMap<>();
        private @Nullable StreamedHandler otherwise;

        private Builder() {}

        public Builder get(String path, Handler handler) {
            return add("GET", path, handler);
        }

        public Builder post(String path, Handler handler) {
            return add("POST", path, handler);
        }

        /**
         * Adds a route.
         *
         * @throws IllegalArgumentException when the path does not begin with a slash or the route exists
         */
        public Builder add(String method, String path, Handler handler) {
            if (!path.startsWith("/")) {
                throw new IllegalArgumentException("path '" + path + "' should begin with /");
            }
            Route route = routes.computeIfAbsent(path, Route::new);
            if (route.handlers.putIfAbsent(method, handler) != null) {
                throw new IllegalArgumentException("route " + method + " " + path + " was added twice");
            }
            return this;
        }

        /** Who takes requests to any other path, with any method, while their bodies are still coming. */
        public Builder otherwise(StreamedHandler handler) {
            this.otherwise = handler;
            return this;
        }

        public Router build() {
            Map<String, Route> exact = new LinkedHashMap<>();
            List<Route> patterns = new ArrayList<>();
            for (Route route : routes.values()) {
                if (route.isPattern()) {
                    patterns.add(route);
                } else {
                    exact.put(route.template, route);
                }
            }
            return new Router(exact, patterns, otherwise);
        }
    }

    private static final class Route {
        private final String template;
        private final String[] segments;
        /** The names of the parts in braces, at their positions; null at the others. */
        private final @Nullable String[] names;

        private final Map<String, Handler> handlers = new TreeMap<>();

        Route(String template) {
            this.template = template;
            this.segments = template.substring(1).split("/", -1);
            this.names = new String[segments.length];
            for (int i = 0; i < segments.length; i++) {
                String segment = segments[i];
                names[i] = segment.startsWith("{") ? segment.substring(1, segment.length() - 1) : null;
            }
        }

        boolean isPattern() {
            return template.indexOf('{') >= 0;
        }

        /** The decoded parameters when {@code path} fits, else null. */
        @Nullable
        Map<String, String> match(String path) {
            Map<String, String> parameters = Map.of();
            int start = 1;
            for (int i = 0; i < segments.length; i++) {
                int slash = path.indexOf('/', start);
                boolean last = i == segments.length - 1;
                if (start > path.length() || last != (slash < 0)) {
                    return null;
                }
                int end = last ? path.length() : slash;
                String segment = segments[i];
                if (names[i] != null) {
                    if (start == end) {
                        return null;
                    }
                    parameters = with(parameters, names[i], decode(path.substring(start, end)));
                } else if (segment.length() != end - start || !path.startsWith(segment, start)) {
                    return null;
                }
                start = end + 1;
            }
            return parameters;
        }

        /** Most routes have one such part, and for those no table is built. */
        private static Map<String, String> with(Map<String, String> before, String name, String value) {
            if (before.isEmpty()) {
                return Map.of(name, value);
            }
            Map<String, String> all = new HashMap<>(before);
            all.put(name, value);
            return all;
        }

        private static String decode(String segment) {
            if (segment.indexOf('%') < 0) {
                return segment;
            }
            try {
                return QueryStringDecoder.decodeComponent(segment.replace("+", "%2B"));
            } catch (IllegalArgumentException e) {
                throw new ProblemException(400, "the path is not well-formed: a % needs two hex digits");
            }
        }
    }
}

package dev.tokenflow.gateway.route;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * An engine to pass requests to.
 *
 * @param name in metrics and messages
 * @param url scheme, host, port, and a path that is put before that of each request
 * @param models names of models whose requests go here; a {@code *} at the end stands for anything; empty = every model
 * @param paths prefixes of paths that go here; empty = every path
 * @param healthPath asked with GET to see whether the engine is well; empty = a connection is enough
 * @param finish whether an answer is generated to its end when its reader has gone
 */
public record UpstreamConfig(
        String name, URI url, List<String> models, List<String> paths, String healthPath, boolean finish) {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    public UpstreamConfig {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException(
                    "upstream '" + url + "' is no URL such as http://127.0.0.1:8000 or https://api.example.com");
        }
        if (url.getHost() == null || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "upstream '" + url + "' needs a host, and must have neither a query nor a fragment");
        }
        if (name.isBlank()) {
            throw new IllegalArgumentException("the name of upstream '" + url + "' is empty");
        }
        if (!healthPath.isEmpty() && !healthPath.startsWith("/")) {
            throw new IllegalArgumentException(
                    "health path '" + healthPath + "' of upstream '" + name + "' should begin with /");
        }
        for (String path : paths) {
            if (!path.startsWith("/")) {
                throw new IllegalArgumentException(
                        "path '" + path + "' of upstream '" + name + "' should begin with /");
            }
        }
        models = List.copyOf(models);
        paths = List.copyOf(paths);
    }

    /** An engine for everything. */
    public static UpstreamConfig of(URI url) {
        return new UpstreamConfig(
                url.getAuthority() == null ? String.valueOf(url) : url.getAuthority(),
                url,
                List.of(),
                List.of(),
                "",
                false);
    }

    /** Name or address of the host, without the brackets of IPv6. */
    public String host() {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    public boolean isTls() {
        return url.getScheme().equalsIgnoreCase("https");
    }

    public int port() {
        return url.getPort() >= 0 ? url.getPort() : isTls() ? HTTPS : HTTP;
    }

    /** The value of the Host header. */
    public String authority() {
        return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
    }

    /** The target of a request to this engine. */
    public String target(String asked) {
        String base = url.getRawPath() == null ? "" : url.getRawPath();
        return base.isEmpty() || base.equals("/") ? asked : base.replaceAll("/+$", "") + asked;
    }

    /** How well a path fits: the length of the longest prefix, 0 when every path fits, -1 when none does. */
    int fitsPath(String path) {
        if (paths.isEmpty()) {
            return 0;
        }
        return paths.stream()
                .filter(prefix -> isBelow(path, prefix))
                .mapToInt(String::length)
                .max()
                .orElse(-1);
    }

    /** Whether this engine serves a model. */
    boolean serves(String model) {
        return models.isEmpty() || models.stream().anyMatch(pattern -> matches(pattern, model));
    }

    private static boolean matches(String pattern, String model) {
        return pattern.endsWith("*")
                ? model.startsWith(pattern.substring(0, pattern.length() - 1))
                : model.equals(pattern);
    }

    private static boolean isBelow(String path, String prefix) {
        return path.startsWith(prefix)
                && (prefix.endsWith("/") || path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }
}

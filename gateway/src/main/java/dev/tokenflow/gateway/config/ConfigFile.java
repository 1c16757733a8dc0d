package dev.tokenflow.gateway.config;

import dev.tokenflow.gateway.route.UpstreamConfig;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The YAML file. Its members are the names of options without their dashes, and {@code upstreams}, a list of engines
 * with their models and paths.
 *
 * @param options name of an option → its values, as they would stand on the command line
 * @param upstreams the engines; empty when the file names none
 */
public record ConfigFile(Map<String, List<String>> options, List<UpstreamConfig> upstreams) {
    /** A file that says nothing. */
    public static final ConfigFile EMPTY = new ConfigFile(Map.of(), List.of());

    private static final String UPSTREAMS = "upstreams";
    private static final Set<String> OF_UPSTREAM = Set.of("name", "url", "models", "paths", "health", "finish");

    /**
     * Reads a file.
     *
     * @throws IOException when it cannot be read or is not what it should be: one line that says where and what
     */
    public static ConfigFile read(Path file) throws IOException {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            Object root = new Yaml(new SafeConstructor(strict)).load(reader);
            if (root == null) {
                return EMPTY;
            }
            if (!(root instanceof Map<?, ?> members)) {
                throw new IOException(file + ": expected members such as 'listen: 0.0.0.0:8080'");
            }
            return of(file, members);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": there is no such file", e);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            throw new IOException(file + ", line " + line + ": " + e.getProblem(), e);
        } catch (YAMLException e) {
            throw new IOException(file + ": " + firstLine(e.getMessage()), e);
        }
    }

    private static ConfigFile of(Path file, Map<?, ?> members) throws IOException {
        Map<String, List<String>> options = new LinkedHashMap<>();
        List<UpstreamConfig> upstreams = List.of();
        for (Map.Entry<?, ?> member : members.entrySet()) {
            String name = String.valueOf(member.getKey());
            if (name.equals(UPSTREAMS)) {
                upstreams = upstreams(file, member.getValue());
            } else {
                options.put(name, texts(file, name, member.getValue()));
            }
        }
        return new ConfigFile(options, upstreams);
    }

    private static List<UpstreamConfig> upstreams(Path file, @Nullable Object value) throws IOException {
        if (!(value instanceof List<?> list) || list.isEmpty()) {
            throw new IOException(file + ": upstreams should be a list with at least one engine");
        }
        List<UpstreamConfig> upstreams = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String where = UPSTREAMS + "[" + i + "]";
            if (!(list.get(i) instanceof Map<?, ?> members)) {
                throw new IOException(file + ": " + where + " should have members such as url");
            }
            upstreams.add(upstream(file, where, members));
        }
        long names = upstreams.stream().map(UpstreamConfig::name).distinct().count();
        if (names < upstreams.size()) {
            throw new IOException(file + ": two upstreams have the same name; give each its own");
        }
        return upstreams;
    }

    private static UpstreamConfig upstream(Path file, String where, Map<?, ?> members) throws IOException {
        for (Object name : members.keySet()) {
            if (!OF_UPSTREAM.contains(String.valueOf(name))) {
                throw new IOException(file + ": " + where + " has no member '" + name + "', expected one of "
                        + String.join(", ", OF_UPSTREAM.stream().sorted().toList()));
            }
        }
        Object url = members.get("url");
        if (!(url instanceof String text)) {
            throw new IOException(file + ": " + where + ".url is missing, expected such as http://127.0.0.1:8000");
        }
        Object finish = members.get("finish");
        if (finish != null && !(finish instanceof Boolean)) {
            throw new IOException(file + ": " + where + ".finish is '" + finish + "', expected true or false");
        }
        try {
            URI uri = URI.create(text);
            Object name = members.get("name");
            Object health = members.get("health");
            return new UpstreamConfig(
                    name == null ? UpstreamConfig.of(uri).name() : String.valueOf(name),
                    uri,
                    texts(file, where + ".models", members.get("models")),
                    texts(file, where + ".paths", members.get("paths")),
                    health == null ? "" : String.valueOf(health),
                    Boolean.TRUE.equals(finish));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + where + ": " + e.getMessage(), e);
        }
    }

    private static List<String> texts(Path file, String where, @Nullable Object value) throws IOException {
        if (value == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (Object item : value instanceof List<?> list ? list : List.of(value)) {
            if (item == null || item instanceof Map<?, ?> || item instanceof List<?>) {
                throw new IOException(file + ": " + where + " should be a value or a list of values");
            }
            texts.add(String.valueOf(item));
        }
        return texts;
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "is not YAML" : text.lines().findFirst().orElse("is not YAML");
    }
}

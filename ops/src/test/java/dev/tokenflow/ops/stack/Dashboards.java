package dev.tokenflow.ops.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The dashboards as Grafana reads them. */
final class Dashboards {
    /** A query of a panel, an annotation or a variable, and where it stands. */
    record Query(String dashboard, String panel, String expr) {
        /** As Grafana sends it with every variable on "All". */
        String substituted() {
            return expr.replaceAll("\\$(prefix|job|agent)\\b", ".*");
        }
    }

    private Dashboards() {}

    static Path folder() {
        return root().resolve("grafana").resolve("dashboards");
    }

    static Path root() {
        return Path.of(System.getProperty("tokenflow.root", ".."))
                .toAbsolutePath()
                .normalize();
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    static JsonNode read(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    static List<Query> queries() throws IOException {
        List<Query> queries = new ArrayList<>();
        for (Path file : files()) {
            String name = file.getFileName().toString();
            JsonNode dashboard = read(file);
            for (JsonNode panel : dashboard.path("panels")) {
                for (JsonNode target : panel.path("targets")) {
                    queries.add(new Query(
                            name,
                            panel.path("title").asText(),
                            target.path("expr").asText()));
                }
            }
            for (JsonNode annotation : dashboard.path("annotations").path("list")) {
                queries.add(new Query(
                        name,
                        annotation.path("name").asText(),
                        annotation.path("expr").asText()));
            }
            for (JsonNode variable : dashboard.path("templating").path("list")) {
                queries.add(new Query(
                        name,
                        "$" + variable.path("name").asText(),
                        labelValues(variable.path("query").path("query").asText())));
            }
        }
        return queries;
    }

    /** What Prometheus is asked for a variable's {@code label_values(SELECTOR, LABEL)}. */
    private static String labelValues(String query) {
        Matcher matcher = Pattern.compile("label_values\\((.+), *([a-z_]+)\\)").matcher(query);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + query + "' is not label_values(SELECTOR, LABEL)");
        }
        return "count by (" + matcher.group(2) + ") (" + matcher.group(1) + ")";
    }
}

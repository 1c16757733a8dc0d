package dev.tokenflow.lab.up;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The dashboards as Grafana reads them. */
final class Dashboards {
    /** A query of a panel, and where it stands. */
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
            for (JsonNode panel : read(file).path("panels")) {
                for (JsonNode target : panel.path("targets")) {
                    queries.add(new Query(
                            file.getFileName().toString(),
                            panel.path("title").asText(),
                            target.path("expr").asText()));
                }
            }
        }
        return queries;
    }
}

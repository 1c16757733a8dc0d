package dev.tokenflow.ops.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** The files by which the system is deployed, as trees of maps, lists and scalars. */
final class DeployFiles {
    static final Path ROOT = Path.of(System.getProperty("tokenflow.root", "..")).toAbsolutePath();
    static final Path KUBERNETES = ROOT.resolve("deploy/kubernetes");

    private static final Pattern DEFAULTED = Pattern.compile("\\$\\{\\w+:-([^}]*)}");

    private DeployFiles() {}

    static String text(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    static Map<String, Object> compose() throws IOException {
        return map(new Yaml().load(text("docker-compose.yml")));
    }

    /** Services by name. */
    static Map<String, Map<String, Object>> services() throws IOException {
        Map<String, Map<String, Object>> services = new java.util.TreeMap<>();
        map(compose().get("services")).forEach((name, service) -> services.put(name, map(service)));
        return services;
    }

    static List<Path> kubernetesFiles() throws IOException {
        try (Stream<Path> files = Files.walk(KUBERNETES)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    /** The documents of one file. */
    static List<Map<String, Object>> documents(Path file) throws IOException {
        List<Map<String, Object>> documents = new ArrayList<>();
        for (Object document : new Yaml().loadAll(Files.readString(file))) {
            documents.add(map(document));
        }
        return documents;
    }

    /** Documents of a kind below a folder of deploy/kubernetes. */
    static List<Map<String, Object>> kubernetes(String folder, String kind) throws IOException {
        List<Map<String, Object>> found = new ArrayList<>();
        for (Path file : kubernetesFiles()) {
            if (file.startsWith(KUBERNETES.resolve(folder))) {
                documents(file).stream()
                        .filter(document -> kind.equals(document.get("kind")))
                        .forEach(found::add);
            }
        }
        return found;
    }

    /** A property of the parent POM. */
    static String pomProperty(String name) throws IOException {
        Matcher matcher =
                Pattern.compile("<" + Pattern.quote(name) + ">([^<]+)</").matcher(text("pom.xml"));
        if (!matcher.find()) {
            throw new AssertionError("pom.xml has no property " + name);
        }
        return matcher.group(1);
    }

    /** What is at the end of a path of keys, or null. */
    static Object at(Object tree, String... keys) {
        Object here = tree;
        for (String key : keys) {
            here = here == null ? null : map(here).get(key);
        }
        return here;
    }

    @SuppressWarnings("unchecked") // a map in YAML; its keys are texts in all of our files
    static Map<String, Object> map(Object tree) {
        return tree == null ? Map.of() : (Map<String, Object>) tree;
    }

    static List<Object> list(Object tree) {
        return tree == null ? List.of() : List.copyOf((List<?>) tree);
    }

    /** A list of words as Compose passes them on: variables that are not set have their defaults. */
    static List<String> words(Object tree) {
        return list(tree).stream()
                .map(word -> DEFAULTED.matcher(word.toString()).replaceAll("$1"))
                .toList();
    }
}

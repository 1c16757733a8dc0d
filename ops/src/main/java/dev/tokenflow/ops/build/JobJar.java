package dev.tokenflow.ops.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The jar for {@code flink run}: our code, the Kafka connector and Flink ML, without Flink itself. */
public final class JobJar {
    private static final List<String> MODULES = List.of("protocol", "core", "cli", "flink-job");

    private final Checkout checkout;

    public JobJar(Checkout checkout) {
        this.checkout = checkout;
    }

    /**
     * Where it is; builds it when it is missing or older than what it is made from.
     *
     * @throws BuildException when the build fails
     */
    public Path upToDate() throws IOException, InterruptedException {
        if (isOld()) {
            try (BuildLock lock = BuildLock.take(checkout)) {
                if (!lock.waited() || isOld()) {
                    new Maven(checkout)
                            .quietly(List.of(
                                    "-Dmaven.test.skip=true", "-Dbpf.skip=true", "-pl", "flink-job", "-am", "package"));
                }
            }
        }
        return path();
    }

    private Path path() throws IOException {
        return checkout.root().resolve("flink-job/target/flink-job-" + checkout.version() + "-job.jar");
    }

    private boolean isOld() throws IOException {
        Path jar = path();
        if (!Files.exists(jar)) {
            return true;
        }
        FileTime built = Files.getLastModifiedTime(jar);
        List<Path> made = new ArrayList<>(List.of(checkout.root().resolve("pom.xml")));
        for (String module : MODULES) {
            made.add(checkout.root().resolve(module).resolve("pom.xml"));
            try (Stream<Path> sources =
                    Files.walk(checkout.root().resolve(module).resolve("src/main"))) {
                sources.forEach(made::add);
            }
        }
        for (Path source : made) {
            if (Files.getLastModifiedTime(source).compareTo(built) > 0) {
                return true;
            }
        }
        return false;
    }
}

package dev.tokenflow.ops.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Programs of other houses that tests need. In CI a missing one is a failure; elsewhere the test is skipped and says
 * so.
 */
final class Installed {
    static final Path ROOT =
            Path.of(System.getProperty("tokenflow.root", "..")).toAbsolutePath().normalize();
    private static final Path SCRIPTS = ROOT.resolve("ops/src/test/resources/dev/tokenflow/ops/gateway");
    private static final Path TARGET = ROOT.resolve("ops/target");
    private static final String LOCK = "package-lock.json";

    private Installed() {}

    static void require(String program) {
        require(isThere(program), "'" + program + "' is not installed");
    }

    static void require(boolean condition, String otherwise) {
        if (System.getenv("CI") == null) {
            assumeTrue(condition, () -> otherwise + ": not tested here");
        } else {
            assertThat(condition).as(otherwise).isTrue();
        }
    }

    private static boolean isThere(String program) {
        return Stream.concat(Arrays.stream(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /**
     * Scripts for Node.js with the packages they need, which npm brings when they or their versions have changed.
     *
     * @param name of the folder of scripts
     * @return the folder to run them in
     */
    static Path npmFolder(String name) throws IOException, InterruptedException {
        require("node");
        require("npm");
        Path folder = Files.createDirectories(TARGET.resolve("npm-" + name));
        Path installed = folder.resolve("installed-" + LOCK);
        List<Path> sources;
        try (Stream<Path> files = Files.list(SCRIPTS.resolve(name))) {
            sources = files.toList();
        }
        for (Path file : sources) {
            Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.exists(installed) || Files.mismatch(installed, folder.resolve(LOCK)) >= 0) {
            Process npm = new ProcessBuilder("npm", "ci", "--no-progress", "--prefer-offline", "--omit=optional")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            require(npm.waitFor() == 0, "npm cannot bring the packages of " + name + " (is there a network?): " + said);
            Files.copy(folder.resolve(LOCK), installed, StandardCopyOption.REPLACE_EXISTING);
        }
        return folder;
    }
}

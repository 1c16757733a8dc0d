package dev.tokenflow.ops.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The source checkout that the launcher belongs to.
 *
 * @param root its folder
 * @param owner {@code uid:gid} of another user to whom it belongs, when this process is root's
 */
public record Checkout(Path root, Optional<String> owner) {
    private static final Pattern VERSION = Pattern.compile("<version>(.*)</version>");

    /** As the launcher describes it in system properties. */
    public static Checkout ofThisProcess() {
        return new Checkout(
                Path.of(System.getProperty("tokenflow.root", "."))
                        .toAbsolutePath()
                        .normalize(),
                Optional.ofNullable(System.getProperty("tokenflow.owner")));
    }

    Path target() {
        return root.resolve("target");
    }

    /** The version in the POM, which is the first one there. */
    public String version() throws IOException {
        try (Stream<String> lines = Files.lines(root.resolve("pom.xml"))) {
            return lines.map(VERSION::matcher)
                    .filter(Matcher::find)
                    .map(matcher -> matcher.group(1))
                    .findFirst()
                    .orElse("(unknown version)");
        }
    }

    /** The owner's home folder, where root works in somebody else's checkout. */
    Optional<Path> ownersHome() throws IOException {
        if (owner.isEmpty()) {
            return Optional.empty();
        }
        String uid = owner.get().substring(0, owner.get().indexOf(':'));
        try (Stream<String> users = Files.lines(Path.of("/etc/passwd"))) {
            return users.map(line -> line.split(":", -1))
                    .filter(fields -> fields.length > 5 && fields[2].equals(uid))
                    .map(fields -> Path.of(fields[5]))
                    .filter(Files::isDirectory)
                    .findFirst();
        }
    }

    /** Whatever root makes in somebody else's checkout belongs to that somebody when this process has ended. */
    public void handBackAtExit() {
        if (owner.isPresent()) {
            Runtime.getRuntime().addShutdownHook(new Thread(this::handBack, "hand-back"));
        }
    }

    void handBack() {
        if (owner.isEmpty()) {
            return;
        }
        try {
            List<String> folders = new ArrayList<>(List.of(root.toString()));
            ownersHome()
                    .map(home -> home.resolve(".m2"))
                    .filter(Files::isDirectory)
                    .ifPresent(folder -> folders.add(folder.toString()));
            List<String> command = new ArrayList<>(List.of("find"));
            command.addAll(folders);
            command.addAll(List.of("-xdev", "-user", "0", "-exec", "chown", "-h", owner.get(), "{}", "+"));
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            System.err.println("tokenflow: some files in " + root + " belong to root now: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

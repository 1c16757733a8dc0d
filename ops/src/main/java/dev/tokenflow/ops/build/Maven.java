package dev.tokenflow.ops.build;

import dev.tokenflow.ops.machine.Program;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Maven on the checkout, with what the machine asks for: a proxy, another user's files, this process's JDK. */
final class Maven {
    private static final int LINES_SHOWN = 30;
    private static final long SAY_EVERY_S = 30;

    private final Checkout checkout;

    Maven(Checkout checkout) {
        this.checkout = checkout;
    }

    /**
     * A process that is ready to start.
     *
     * @param asOwner whether root hands the work to the owner of the checkout
     */
    ProcessBuilder process(boolean asOwner, List<String> arguments) throws IOException {
        Optional<Path> home = checkout.ownersHome();
        List<String> command = new ArrayList<>();
        if (asOwner
                && home.isPresent()
                && checkout.owner().isPresent()
                && Program.find("setpriv").isPresent()) {
            String[] ids = checkout.owner().get().split(":", -1);
            command.addAll(List.of(
                    "setpriv",
                    "--reuid=" + ids[0],
                    "--regid=" + ids[1],
                    "--clear-groups",
                    "env",
                    "HOME=" + home.get()));
            checkout.handBack(); // root may have made the folder target a moment ago
        }
        command.addAll(List.of("mvn", "-B", "-ntp"));
        home.map(folder -> folder.resolve(".m2/repository"))
                .filter(Files::isDirectory)
                .ifPresent(repository -> command.add("-Dmaven.repo.local=" + repository));
        command.addAll(proxy(System.getenv()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(checkout.root().toFile());
        Map<String, String> environment = builder.environment();
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put(
                "MAVEN_OPTS",
                "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow "
                        + environment.getOrDefault("MAVEN_OPTS", ""));
        environment.remove("CLASSPATH");
        return builder;
    }

    /**
     * Runs quietly, shows how long it takes, and says what went wrong.
     *
     * @throws BuildException when it fails; the end of its output was printed
     */
    void quietly(List<String> arguments) throws IOException, InterruptedException {
        Path log = checkout.target().resolve("build.log");
        List<String> quick = new ArrayList<>(List.of("-q", "-Dquick"));
        quick.addAll(arguments);
        long beganNs = System.nanoTime();
        Process process;
        try {
            process = process(true, quick)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            if (Program.find("mvn").isEmpty()) {
                throw new BuildException("there is no Maven (mvn): ./tokenflow doctor says how to install it");
            }
            throw e;
        }
        Thread end = endAtExit(process);
        showProgress(process, beganNs);
        Runtime.getRuntime().removeShutdownHook(end);
        if (process.exitValue() != 0) {
            printEnd(log);
            throw new BuildException(
                    "the build failed after " + seconds(beganNs) + " s; all of its output is in " + log);
        }
        System.err.println("tokenflow: built in " + seconds(beganNs) + " s");
    }

    /** System properties for the proxy that {@code HTTPS_PROXY} names, which Maven does not read itself. */
    static List<String> proxy(Map<String, String> environment) {
        String proxy = environment.getOrDefault("HTTPS_PROXY", environment.getOrDefault("https_proxy", ""));
        if (proxy.isBlank()) {
            return List.of();
        }
        URI uri = URI.create(proxy.contains("://") ? proxy : "http://" + proxy);
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("HTTPS_PROXY is '" + proxy + "', expected such as http://proxy:3128");
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : 80;
        List<String> properties = new ArrayList<>(List.of("-Daether.connector.http.useSystemProperties=true"));
        for (String scheme : List.of("http", "https")) {
            properties.add("-D" + scheme + ".proxyHost=" + uri.getHost());
            properties.add("-D" + scheme + ".proxyPort=" + port);
            if (uri.getUserInfo() != null) {
                String[] user = uri.getUserInfo().split(":", 2);
                properties.add("-D" + scheme + ".proxyUser=" + user[0]);
                properties.add("-D" + scheme + ".proxyPassword=" + (user.length > 1 ? user[1] : ""));
            }
        }
        String direct = environment.getOrDefault("NO_PROXY", environment.getOrDefault("no_proxy", ""));
        if (!direct.isBlank()) {
            // A suffix such as .example.com is *.example.com for Java.
            properties.add("-Dhttp.nonProxyHosts="
                    + direct.replaceAll("(^|,)\\s*\\.", "$1*.").replaceAll("\\s*,\\s*", "|"));
        }
        return properties;
    }

    private void showProgress(Process process, long beganNs) throws IOException, InterruptedException {
        boolean onTerminal = Boolean.getBoolean("tokenflow.terminal");
        String label =
                libraries() ? "building" : "building (the first time it also downloads about 300 MB of libraries)";
        if (!onTerminal) {
            System.err.println("tokenflow: " + label);
        }
        long saidS = 0;
        while (!process.waitFor(200, TimeUnit.MILLISECONDS)) {
            long passedS = seconds(beganNs);
            if (onTerminal) {
                System.err.printf(Locale.ROOT, "\rtokenflow: %s %d s ", label, passedS);
            } else if (passedS >= saidS + SAY_EVERY_S) {
                saidS = passedS;
                System.err.println("tokenflow: still building after " + passedS + " s");
            }
        }
        if (onTerminal) {
            System.err.print("\r\033[K");
        }
    }

    private boolean libraries() throws IOException {
        Path home = checkout.ownersHome().orElse(Path.of(System.getProperty("user.home")));
        return Files.isDirectory(home.resolve(".m2/repository/org/apache/flink"));
    }

    /**
     * Ends a process with this one, should that be killed; returns the hook, to be removed when the process has ended.
     */
    static Thread endAtExit(Process process) {
        Thread hook = new Thread(
                () -> {
                    process.descendants().forEach(ProcessHandle::destroy);
                    process.destroy();
                },
                "end-maven");
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    private static void printEnd(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            List<String> all = lines.filter(new MavenOutput()::matters).toList();
            all.subList(Math.max(0, all.size() - LINES_SHOWN), all.size()).forEach(System.err::println);
        }
    }

    private static long seconds(long beganNs) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - beganNs);
    }
}

package dev.tokenflow.ops.doctor;

import dev.tokenflow.ops.build.Checkout;
import dev.tokenflow.ops.machine.Ports;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Lists what the parts need, what is there, and the command that installs the rest. It runs before anything is built,
 * so it names nothing outside the JDK, {@code ops.build} and {@code ops.machine}.
 */
public final class Doctor {
    private static final long BUILD_BYTES = 2L << 30;

    private Doctor() {}

    /**
     * Prints the list.
     *
     * @param trial what is found out by trying, on Linux, and needs more than this package's sources
     * @return exit status: 0 when everything the demo needs is there, else 1
     * @throws IOException when the table of requirements cannot be read
     */
    public static int run(PrintStream out, Supplier<List<Finding>> trial) throws IOException {
        Checkout checkout = Checkout.ofThisProcess();
        List<Requirement> requirements =
                Requirement.read(checkout.root().resolve("deploy").resolve("requirements.tsv"));
        List<Finding> findings = new ArrayList<>(
                requirements.parallelStream().map(Requirement::find).toList());
        findings.addAll(machine(checkout.root(), trial));

        out.printf(
                Locale.ROOT,
                "TokenFlow %s on %s %s %s, as %s%n",
                checkout.version(),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch"),
                System.getProperty("user.name"));
        for (Part part : Part.values()) {
            print(part, findings, out);
        }
        boolean demo = findings.stream()
                .allMatch(finding -> finding.isThere() || !finding.part().isNeededByDemo());
        out.println();
        out.println(demo ? "./tokenflow demo can run here." : "./tokenflow demo cannot run here yet.");
        remedy(requirements, findings).forEach(out::println);
        return demo ? 0 : 1;
    }

    private static void print(Part part, List<Finding> findings, PrintStream out) {
        out.println();
        out.println(part.word() + ": " + part.purpose());
        for (Finding finding : findings) {
            if (finding.part() == part) {
                out.printf(
                        Locale.ROOT,
                        "  %-8s %-19s %s%n",
                        finding.isThere() ? "ok" : "MISSING",
                        finding.what(),
                        finding.detail());
            }
        }
    }

    private static List<Finding> machine(Path root, Supplier<List<Finding>> trial) throws IOException {
        List<Finding> findings = new ArrayList<>();
        long free = Files.getFileStore(root).getUsableSpace();
        findings.add(Finding.fact(
                Part.BUILD,
                "free space",
                free >= BUILD_BYTES || Files.exists(root.resolve("target/.built")),
                (free >> 20) + " MB at " + root,
                "only " + (free >> 20) + " MB at " + root + ", the build needs " + (BUILD_BYTES >> 20)));
        if (System.getProperty("os.name").equals("Linux")) {
            findings.addAll(KernelFacts.ofThisMachine().findings());
            findings.addAll(trial.get());
        } else {
            findings.add(Finding.fact(Part.KERNEL, "Linux", false, "", "the probe runs on Linux only"));
        }
        List<Ports.Use> taken = Arrays.stream(Ports.Use.values())
                .filter(use -> !Ports.isFree(use.usual()))
                .toList();
        String ports = Arrays.stream(Ports.Use.values())
                .map(use -> Integer.toString(use.usual()))
                .collect(Collectors.joining(" "));
        findings.add(Finding.fact(
                Part.UP,
                "free ports",
                taken.isEmpty(),
                ports,
                taken.stream()
                        .map(use -> use.usual() + " (" + use.word() + ")")
                        .collect(Collectors.joining(", ", "taken: ", "; ./tokenflow up --free-ports uses others"))));
        return findings;
    }

    private static List<String> remedy(List<Requirement> requirements, List<Finding> findings) {
        List<String> missing = findings.stream()
                .filter(finding -> finding.installable() && finding.part() != Part.COMPOSE)
                .map(Finding::what)
                .toList();
        List<Requirement> wanted = requirements.stream()
                .filter(requirement -> missing.contains(requirement.what()))
                .toList();
        if (wanted.isEmpty()) {
            return List.of();
        }
        Optional<PackageManager> manager = PackageManager.ofThisMachine();
        List<String> packages = manager.isEmpty()
                ? List.of()
                : wanted.stream()
                        .flatMap(requirement -> requirement.packageOf(manager.get()).stream())
                        .distinct()
                        .toList();
        if (packages.isEmpty()) {
            return List.of("What is missing has to be installed by hand on this system: "
                    + wanted.stream().map(Requirement::what).collect(Collectors.joining(", ")));
        }
        return List.of(
                "To install what is missing: ./tokenflow doctor --install, which is the same as",
                "  " + manager.get().install(packages));
    }
}

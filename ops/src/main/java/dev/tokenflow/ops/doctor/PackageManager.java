package dev.tokenflow.ops.doctor;

import dev.tokenflow.ops.machine.Program;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What installs packages on a system, in the order of the columns of {@code deploy/requirements.tsv}. */
enum PackageManager {
    APT("apt-get", "sudo apt-get install"),
    DNF("dnf", "sudo dnf install"),
    PACMAN("pacman", "sudo pacman -S --needed"),
    BREW("brew", "brew install");

    private final String program;
    private final String command;

    PackageManager(String program, String command) {
        this.program = program;
        this.command = command;
    }

    /** That of this machine; empty when it is none that we know. */
    static Optional<PackageManager> ofThisMachine() {
        return of(name -> Program.find(name).isPresent());
    }

    static Optional<PackageManager> of(Predicate<String> isThere) {
        return Arrays.stream(values())
                .filter(manager -> isThere.test(manager.program))
                .findFirst();
    }

    String install(List<String> packages) {
        return command + " " + String.join(" ", packages);
    }
}
